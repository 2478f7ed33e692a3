/** What pages can do beyond forms and links. Each part works alone; pages work without any. */
import { DraftWords } from "./draft-words.js";
import { LiveTicks } from "./live-ticks.js";
import "./morph.js";
import { watchOutages } from "./outage.js";
import { OwnTimeZone } from "./own-time-zone.js";
import { PasskeyForm } from "./passkey-form.js";
import { PrivatePad } from "./private-pad.js";
import { ShortCode } from "./short-code.js";
import { SoftSound } from "./soft-sound.js";
import { watchStage } from "./stage.js";
import { StepTimer } from "./step-timer.js";
import { WakeLock } from "./wake-lock.js";
import { WeekGrid } from "./week-grid.js";

customElements.define("draft-words", DraftWords);
customElements.define("live-ticks", LiveTicks);
customElements.define("own-time-zone", OwnTimeZone);
customElements.define("passkey-form", PasskeyForm);
customElements.define("private-pad", PrivatePad);
customElements.define("short-code", ShortCode);
customElements.define("soft-sound", SoftSound);
customElements.define("step-timer", StepTimer);
customElements.define("wake-lock", WakeLock);
customElements.define("week-grid", WeekGrid);
watchStage();
watchOutages();
