/** Says something to people who listen to the page. Once, politely, without moving anything. */
export function announce(text) {
  const place = document.getElementById("said");
  if (!place || !text) {
    return;
  }
  const line = document.createElement("span");
  line.textContent = text;
  place.replaceChildren(line);
}
