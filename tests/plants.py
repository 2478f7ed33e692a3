"""Plants one bug after another in a copy of the code, and says whether its tests notice: bin/test --plants

`python -m tests.plants [--only WORDS]`. Each plant replaces a piece of code that stands there exactly once,
and names the tests that must fail then. tests/test_plants.py sees in every run that the pieces are still there.
"""

# ruff: noqa: T201 - it prints what it found
from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

HOME = Path(__file__).parents[1]
SOURCE = "src/levelground"
AT_ONCE = 2
PATIENCE = 300.0  # seconds for the tests of one plant


@dataclass(frozen=True, slots=True)
class Plant:
    bug: str
    file: str  # below src/levelground
    old: str
    new: str
    tests: str  # what must fail; several with a space between


PLANTS = [
    # Who may come in, and what an answer says
    Plant("pages are kept on the way", "config/headers.py", '"no-store, private"', '"public"', "tests/access"),
    Plant("pages may look and listen", "config/headers.py", '"camera=(), ', '"', "tests/access"),
    Plant("scripts of anybody run", "config/settings.py", '"require-trusted-types-for"', '"x-require"', "tests/access"),
    Plant("a stranger proves membership", "words/queries.py", "if not person.is_active or not is_member(person, group):", "if not person.is_active:", "tests/words/test_door.py"),
    Plant("a closed account reads on", "words/queries.py", "if not person.is_active or not is_member(person, group):", "if not is_member(person, group):", "tests/words"),
    # Turns, silences, the clock
    Plant("somebody else ends a turn", "core/session/decide.py", "require(member == state.speaking or theirs, sentence)", "require(bool(member), sentence)", "tests/core/session"),
    Plant("a silence is ended by a tap", "core/session/decide.py", "require(step is not None and not state.in_silence, RUNS_ITS_TIME)", "require(step is not None, RUNS_ITS_TIME)", "tests/core/session"),
    Plant("an old button ends the next turn", "core/session/decide.py", 'require(move.turn in ("", state.speaking), _("This turn is over already."))', "pass", "tests/core/session"),
    Plant("who stands still may go on", "core/session/decide.py", "    require(not state.is_paused, STANDS_STILL)\n    require(step is not None and not", "    require(step is not None and not", "tests/core/session"),
    Plant("time goes backwards", "core/session/due.py", "return max(moment, state.last_at), happen", "return moment, happen", "tests/core/session"),
    Plant("the earliest is not first", "core/session/due.py", "moment, happen = min(happenings", "moment, happen = max(happenings", "tests/core/session"),
    Plant("an empty room's clock runs", "core/session/flow.py", "if not state.with_device:  # with nobody there", "if False:  # with nobody there", "tests/core/session"),
    Plant("roles stay with who has left", "core/session/flow.py", "if state.roles.get(role.id) == member:", "if False:", "tests/core/session"),
    # What is sealed, and under which key
    Plant("what is sealed opens anywhere", "sealing/envelope.py", "whole[NONCE_BYTES:], binding)", 'whole[NONCE_BYTES:], b"")', "tests/words/test_cipher.py tests/words/test_door.py"),
    Plant("a kind of row is not wrapped anew", "sealing/sealed_row.py", "    for model in sealed_models():", "    for model in sealed_models()[1:]:", "tests/sealing"),
    Plant("a wrapped key is not saved", "sealing/sealed_row.py", '                row.save(update_fields=["wrapped", "wrapped_with"])\n', "", "tests/sealing/test_sealed_row.py"),
    Plant("a key file of elsewhere fits", "sealing/envelope.py", "    if key_names_in_use() <= known:\n        return {}", "    return {}", "tests/sealing"),
    # What figures tell
    Plant("few answers are shown", "core/review/figures.py", "if len(values) < ENOUGH:", "if not values:", "tests/core/review tests/reviews"),
    Plant("who stands alone is shown", "core/review/figures.py", "while len(ordered) > 1 and ordered[1] - ordered[0] >= APART:", "while False:", "tests/core/review"),
    Plant("few groups make a figure", "core/health/publishing.py", "if not _enough(facts):", "if not facts:", "tests/core/health"),
    Plant("one group is nearly all of a sum", "core/health/publishing.py", "    if max(shares) > NEARLY_ALL * whole:\n        return None\n", "", "tests/core/health"),
    # Addresses
    Plant("large letters are another mailbox", "core/addresses.py", "local = local.casefold()", "local = local", "tests/core tests/accounts/test_identity.py"),
    Plant("look-alike domains are let in", "core/addresses.py", "uts46=True, std3_rules=True", "uts46=True", "tests/core tests/accounts/test_identity.py"),
    # The security log
    Plant("an entry's act can be changed", "core/audit.py", "link.kind, link.act, link.actor", 'link.kind, "", link.actor', "tests/core/test_audit.py"),
    Plant("the end of the log can be cut off", "core/audit.py", '    if known:\n        return f"The end', '    if False:\n        return f"The end', "tests/core/test_audit.py"),
    Plant("a changed entry passes", "core/audit.py", "if digest != kept:", "if False:", "tests/core/test_audit.py"),
    # Limits
    Plant("limits are never full", "limits/actions.py", "row.refilled_at = max(row.refilled_at, now) + by_key[row.key].limit.each", "row.refilled_at = now", "tests/limits tests/accounts/test_limits.py"),
    Plant("limits say who asked", "limits/actions.py", 'mark = salted_hmac("levelground.limits", named, algorithm="sha256").digest()', "mark = named.encode()", "tests/limits tests/accounts"),
    # Calendars
    Plant("what is cancelled stays on", "schedule/domain/ics.py", "method=CANCEL if date_.is_off else REQUEST", "method=REQUEST", "tests/schedule"),
    Plant("days left out take place", "schedule/domain/ics.py", '        event.add("EXDATE", wall.replace(tzinfo=zone))\n', "        pass\n", "tests/schedule"),
    Plant("a series never ends", "schedule/domain/ics.py", 'vRecur({**rule.pattern, "UNTIL": until})', "vRecur(rule.pattern)", "tests/schedule"),
    # What is too much
    Plant("a body of any size is taken in", "config/wsgi_threads.py", "if length > LARGEST_BODY:", "if False:", "tests/config/test_pages.py"),
    Plant("who sends too much is cut off", "config/wsgi_threads.py", '"body": answer.body, "more_body": True}', '"body": answer.body}', "tests/config/test_pages.py"),
    # Other versions
    Plant("another version's database is opened", "config/installation.py", "        if app in ours and (app, name) not in loader.disk_migrations", "        if False", "tests/config/test_another_version.py"),
    # Groups, their yes and their links
    Plant("who has left is a member", "groups/queries/groups.py", "return Member.objects.filter(group=group, person=person, left_at=None).exists()", "return Member.objects.filter(group=group, person=person).exists()", "tests/groups tests/words/test_door.py"),
    Plant("groups of others are one's own", "groups/queries/groups.py", "pk__in=Member.objects.filter(person=person, left_at=None)", "pk__in=Member.objects.filter(left_at=None)", "tests/access"),
    Plant("an old link lets in", "groups/models.py", "return self.filter(accepted_at=None, expires_at__gt=at)", "return self.filter(accepted_at=None)", "tests/groups"),
    Plant("a used link lets in", "groups/models.py", "return self.filter(accepted_at=None, expires_at__gt=at)", "return self.filter(expires_at__gt=at)", "tests/groups"),
    Plant("a yes of outside counts", "groups/actions/decisions.py", "mine = _concerned(question).filter(person=by) if is_open else ()", "mine = _concerned(question) if is_open else ()", "tests/groups"),
    Plant("who said no stays written", "groups/actions/decisions.py", "    Yes.objects.filter(question__dropped_at__isnull=False, question=question).delete()\n", "", "tests/groups"),
    # Words: whose they are, and until when
    Plant("words of others are edited", "words/actions/words.py", "if known is not None and (known.writer_id, known.group_id) != (proof.person_id, proof.group_id):", "if False:", "tests/words tests/sessions"),
    Plant("notes for oneself go for anybody", "words/actions/words.py", "Words.objects.filter(pk=id, writer=proof.person_id, group=None, kind=PARKED)", "Words.objects.filter(pk=id, group=None, kind=PARKED)", "tests/words tests/commitments"),
    Plant("what is over stays", "words/actions/words.py", "return Words.objects.past(at).delete()[0]", "return 0", "tests/words tests/mine"),
    Plant("what is over is read", "words/models.py", "in_time = self.filter(Q(expires_at=None) | Q(expires_at__gt=at))", "in_time = self.all()", "tests/words"),
    # Calendars' own links, and files for spreadsheets
    Plant("a link of who has left answers", "schedule/queries/dates.py", "member = Member.objects.filter(pk=link.member_id, left_at=None, person__is_active=True).first()", "member = Member.objects.filter(pk=link.member_id).first()", "tests/schedule"),
    Plant("a formula hides behind blanks", "core/spreadsheets.py", "if clean.startswith(RISKY) or bare.startswith(RISKY) or", "if clean.startswith(RISKY) or", "tests/core tests/programmes tests/reports"),
    Plant("a formula begins with a plus", "core/spreadsheets.py", 'RISKY = ("=", "+", ', 'RISKY = ("=", ', "tests/core tests/programmes tests/reports"),
    # Programmes
    Plant("who did not answer stays", "programmes/models.py", "return self.exclude(state=Invitee.State.INVITED, expires_at__lte=at)", "return self.all()", "tests/programmes"),
    Plant("a list nobody took stays", "programmes/actions/invitations.py", "Import.objects.filter(taken_at=None, read_at__lte=at - DRAFT_KEPT).delete()", "pass", "tests/programmes tests/mine/test_retention.py"),
    # Forming
    Plant("groups of thirteen are formed", "core/formation/faults.py", "if rules.most > 12:", "if rules.most > 13:", "tests/core/formation tests/formation"),
    Plant("sizes may fall", "core/formation/faults.py", "if not 2 <= rules.least <= rules.preferred <= rules.most:", "if not 2 <= rules.least <= rules.most:", "tests/core/formation tests/formation"),
    Plant("a change of a proposal that was not seen", "formation/actions/proposal.py", "if version != version_of(round_):", "if False:", "tests/formation"),
    Plant("somebody is moved out of their group", "formation/actions/proposal.py", "return replace(standing(round_, roster), mates=listed.mates())", "return standing(round_, roster)", "tests/formation"),
    # Signing in
    Plant("an address is believed unproved", "credentials/http/oidc.py", 'verified = claims.get("email_verified") is True', "verified = True", "tests/credentials"),
    Plant("an ID token without signature counts", "credentials/http/oidc.py", "known[ALGORITHMS] = [one for one in listed if one in SIGNATURES]", "known[ALGORITHMS] = list(listed)", "tests/credentials"),
    Plant("a sign-in of long ago is fresh", "credentials/http/oidc.py", "return min(value, now) if 0 <= value <= now + JUST_NOW else 0.0", "return now", "tests/credentials"),
    Plant("pages of other origins listen", "live/socket.py", 'if headers.get("origin") not in self.origins or not address:', "if not address:", "tests/live"),
    Plant("twenty codes at once", "accounts/http/limits.py", 'NEAR_SOON = Limit(of="the same, within minutes", at_once=3,', 'NEAR_SOON = Limit(of="the same, within minutes", at_once=20,', "tests/accounts"),
    # Certificates
    Plant("hours of others are confirmed", "reports/actions/certificates.py", "for one in attendances_of(person).filter(pk__in=confirmed)", "for one in Attendance.objects.filter(pk__in=confirmed)", "tests/reports"),
    Plant("a certificate of nothing", "reports/actions/certificates.py", "    if not lines:\n        raise NothingToCertify(", "    if False:\n        raise NothingToCertify(", "tests/reports"),
]  # fmt: skip


def lost(plants: list[Plant], home: Path = HOME) -> list[str]:
    """Pieces of code that do not stand there exactly once, each as a sentence."""
    found = []
    for plant in plants:
        times = Path(home, SOURCE, plant.file).read_text().count(plant.old)
        if times != 1:
            found.append(f"{plant.bug}: what it replaces stands {times} times in {plant.file}.")
    return found


def is_caught(plant: Plant, tree: Path) -> tuple[bool, str]:
    """Whether one of its tests fails in this copy, and the last that they said."""
    with planted(plant, tree):
        env = os.environ | {
            "PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}",
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", "0", "-p", "no:cacheprovider"]
        command += ["-m", "not journey and not deep and not fault", *plant.tests.split()]
        try:
            ran = subprocess.run(
                command,
                cwd=tree,
                env=env,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return False, f"nothing after {PATIENCE:.0f} s"
    last = [line for line in ran.stdout.splitlines() if line.strip()][-1:]
    return ran.returncode == 1, "".join(last)  # 1: tests failed; anything else is no verdict


@contextmanager
def planted(plant: Plant, tree: Path) -> Iterator[None]:
    file = Path(tree, SOURCE, plant.file)
    before = file.read_text()
    file.write_text(before.replace(plant.old, plant.new))
    try:
        yield
    finally:
        file.write_text(before)


@contextmanager
def copies(number: int) -> Iterator[SimpleQueue[Path]]:
    """So many copies of what git knows of."""
    ready: SimpleQueue[Path] = SimpleQueue()
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=HOME,
        check=True,
        capture_output=True,
        text=True,
    )
    with tempfile.TemporaryDirectory(prefix="plants-") as folder:
        for at in range(number):
            tree = Path(folder, str(at))
            for name in listed.stdout.splitlines():
                if Path(HOME, name).is_file():
                    Path(tree, name).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copy(Path(HOME, name), Path(tree, name))
            ready.put(tree)
        yield ready


def main() -> int:
    reader = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    reader.add_argument("--only", default="", help="plants with these words in their name")
    asked = reader.parse_args()
    chosen = [plant for plant in PLANTS if asked.only in plant.bug]
    if gone := lost(chosen):
        print("\n".join(gone))
        return 1
    began, missed = time.monotonic(), 0
    with copies(AT_ONCE) as ready, ThreadPoolExecutor(AT_ONCE) as pool:

        def tried(plant: Plant) -> tuple[Plant, bool, str]:
            tree = ready.get()
            try:
                return plant, *is_caught(plant, tree)
            finally:
                ready.put(tree)

        for plant, caught, last in pool.map(tried, chosen):
            missed += not caught
            print(f"{'caught' if caught else 'MISSED'}  {plant.bug}: {last}", flush=True)
    print(f"{len(chosen) - missed} of {len(chosen)} caught in {time.monotonic() - began:.0f} s")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
