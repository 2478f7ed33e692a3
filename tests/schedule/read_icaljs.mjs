// Reads calendars with ical.js, which Thunderbird reads them with: on standard input a JSON list of
// texts, on standard output for each of them its dates, as [seconds since 1970, status].

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const folder = process.argv[2];
const require = createRequire(`${folder}/`);
const ICAL = require("ical.js");

function datesIn(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const all = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const found = [];
  for (const event of all.filter((one) => !one.isRecurrenceException())) {
    for (const other of all) {
      if (other.isRecurrenceException() && other.uid === event.uid) event.relateException(other);
    }
    const dates = event.iterator();
    for (let next = dates.next(); next; next = dates.next()) {
      const { item, startDate } = event.getOccurrenceDetails(next);
      found.push([startDate.toUnixTime(), item.component.getFirstPropertyValue("status")]);
    }
  }
  return found;
}

const texts = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(texts.map(datesIn)));
