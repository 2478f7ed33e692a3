from __future__ import annotations

from pathlib import Path

import pytest

from levelground import library
from levelground.core.session.notation import read_transcript, write_transcript
from levelground.terminal.main import main
from tests.core.process.writing import process_of, step_of


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "talk.toml"
    path.write_text(process_of(step_of()), encoding="utf-8")
    return path


def run(*words: object) -> int:
    return main([str(word) for word in words])


def refused(*words: object) -> int:
    with pytest.raises(SystemExit) as stopped:
        run(*words)
    return int(stopped.value.code or 0)


def test_a_good_file_is_checked(file: Path, capsys: pytest.CaptureFixture[str]):
    assert run("process", "check", file) == 0

    assert capsys.readouterr().out == "1 checked, all can be run.\n"


def test_the_library_is_checked(capsys: pytest.CaptureFixture[str]):
    files = sorted(Path(library.__file__).parent.glob("*/*.toml"))

    assert run("process", "check", *files) == 0
    assert capsys.readouterr().out == f"{len(files)} checked, all can be run.\n"


def test_several_versions_are_checked_and_the_newest_goes_with_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    folder = tmp_path / "talk"
    folder.mkdir()
    for version in (1, 2):
        text = process_of(step_of(), id="talk", version=version)
        (folder / f"{version}.toml").write_text(text, encoding="utf-8")
    (folder / "2.de.toml").write_text('name = "Reden"\n', encoding="utf-8")
    files = sorted(folder.iterdir())

    assert run("process", "check", *files) == 0
    (folder / "1.toml").rename(folder / "3.toml")
    assert run("process", "check", folder / "3.toml") == 1
    assert "Name it talk.toml or talk/1.toml, or change the id." in capsys.readouterr().err


def test_one_version_of_a_process_is_shown(capsys: pytest.CaptureFixture[str]):
    assert run("process", "show", "troika@1", "--minutes", 60) == 0
    assert "Troika" in capsys.readouterr().out

    assert run("process", "show", "troika@99") == 2
    assert "The library has no process “troika@99”" in capsys.readouterr().err


def test_every_fault_of_every_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    one, two, three = tmp_path / "one.toml", tmp_path / "two.toml", tmp_path / "three.toml"
    one.write_text(process_of(step_of(floor="boss", manner="shouting"), id="one"))
    two.write_bytes(b"\xff\xfe")
    three.write_text(process_of(step_of(), id="four"))

    assert run("process", "check", one, two, three, tmp_path / "gone.toml") == 1

    lines = capsys.readouterr().err.splitlines()
    assert lines[:-1] == [
        f"{one}: step “tell”: “boss” is not a floor. Use one of: everyone, nobody, presenter, responders.",
        next(line for line in lines if "shouting" in line),
        f"{two}: file: It is not UTF-8 text. Save it as UTF-8.",
        f"{three}: id: The file is not named for its id “four”. Name it four.toml or four/1.toml, or change the id.",
        f"{tmp_path / 'gone.toml'}: file: It cannot be read: No such file or directory. Check the name and the rights.",
    ]
    assert lines[-1] == "5 to mend in 4 of 4 files."


def test_a_translation_is_checked_against_its_process(file: Path, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    translation = file.with_name("talk.de.toml")
    translation.write_text('name = "Reden"\nsteps.gone.name = "x"\n', encoding="utf-8")

    assert run("process", "check", translation) == 1
    assert "steps: “gone” is not a key that is known here." in capsys.readouterr().err

    translation.write_text('name = "Reden"\n', encoding="utf-8")
    assert run("process", "check", file, translation) == 0


def test_a_translation_of_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    lonely = tmp_path / "nowhere.de.toml"
    lonely.write_text('name = "x"')

    assert run("process", "check", lonely) == 1
    assert "There is no process “nowhere” to translate." in capsys.readouterr().err


def test_a_process_is_shown_for_people_and_minutes(capsys: pytest.CaptureFixture[str]):
    command = ("process", "show", "solution-focused-reflecting-team")

    assert run(*command, "--members", 5, "--minutes", 40) == 0

    shown = capsys.readouterr().out
    assert "5 people, 40 minutes: 35:00 planned, it fits." in shown
    assert "8:00 Clarify  in turn: the responders, 2:00 each; the presenter may answer" in shown
    assert "10:00 Reflect  speaks: the responders; the presenter silent" in shown


def test_what_does_not_fit_is_said_with_what_would(capsys: pytest.CaptureFixture[str]):
    command = ("process", "show", "meeting")

    assert run(*command, "--members", 5, "--minutes", 60, "--presenters", 5) == 1

    said = capsys.readouterr()
    assert "it does not fit" in said.out
    assert "It needs at least" in said.err
    assert "With 4 presenting it fits" in said.err


def test_a_frame_shows_who_presents_and_what_is_kept_for_them(capsys: pytest.CaptureFixture[str]):
    assert run("process", "show", "meeting", "--minutes", 90, "--presenters", 2) == 0

    shown = capsys.readouterr().out
    assert "ada presents" in shown
    assert "ben presents" in shown
    assert shown.count("for the process that is chosen") == 2


def test_every_process_of_the_library_can_be_shown(capsys: pytest.CaptureFixture[str]):
    for process in library.book():
        assert run("process", "show", process, "--members", 5, "--minutes", 240) == 0


def test_a_play_reads_as_a_transcript(capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", "respond-in-turn", "--members", 4, "--seed", 7) == 0

    first, rest = capsys.readouterr().out.split("\n", 1)
    assert first == "# levelground process play respond-in-turn --members 4 --minutes 90 --seed 7"
    assert write_transcript(read_transcript(rest), book=library.book()) == rest
    assert rest.endswith("closed (finished)\n")


def test_the_same_seed_gives_the_same_play(capsys: pytest.CaptureFixture[str]):
    plays = []
    for seed in (7, 7, 8):
        run("process", "play", "respond-in-turn", "--seed", seed)
        plays.append(capsys.readouterr().out)

    assert plays[0] == plays[1]
    assert plays[0] != plays[2]


def test_a_file_is_played(file: Path, capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", file) == 0
    assert "talk/tell (5:00)" in capsys.readouterr().out


def test_a_frame_is_played(capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", "meeting", "--minutes", 120) == 0
    assert capsys.readouterr().out.splitlines()[1] == "frame meeting"


def test_what_does_not_fit_is_not_played(capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", "clearness", "--minutes", 20) == 1
    assert "It needs at least" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["show", "play"])
def test_bad_files_are_refused_with_their_faults(action: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    bad = tmp_path / "bad.toml"
    bad.write_text("id = ")

    assert run("process", action, bad) == 1
    assert "It is not TOML" in capsys.readouterr().err
    assert run("process", action, tmp_path / "gone.toml") == 1
    assert "It cannot be read: No such file" in capsys.readouterr().err


@pytest.mark.parametrize("action", ["show", "play"])
def test_an_unknown_process_is_refused_with_what_is_near(action: str, capsys: pytest.CaptureFixture[str]):  # fmt: skip
    assert run("process", action, "tietz") == 2
    assert "Did you mean tietze?" in capsys.readouterr().err
    assert run("process", action, "qqqqqqqq") == 2
    assert "There are: action-learning-set" in capsys.readouterr().err


def test_a_module_is_not_played_alone(capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", "module-brainstorm") == 2
    assert "Play one that holds it: tietze." in capsys.readouterr().err


def test_there_is_room_for_eight(capsys: pytest.CaptureFixture[str]):
    assert run("process", "play", "respond-in-turn", "--members", 9) == 2
    assert "room for 8" in capsys.readouterr().err


def test_more_cannot_present_than_there_are(capsys: pytest.CaptureFixture[str]):
    assert run("process", "show", "meeting", "--members", 3, "--presenters", 4) == 2
    assert "More present than there are members." in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("process", "show", "meeting", "--members", "one"),
        ("process", "show", "meeting", "--members", "1"),
        ("process", "show", "meeting", "--minutes", "0"),
        ("process", "show", "meeting", "--minutes", "9" * 5000),
        ("process", "play", "meeting", "--seed", "-1"),
        ("process", "play", "meeting", "--minutes", "²"),
    ],
)
def test_bad_numbers_are_refused_with_a_sentence(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]):  # fmt: skip
    assert refused(*words) == 2
    assert "Use a whole number from" in capsys.readouterr().err


@pytest.mark.parametrize("words", [(), ("process",), ("process", "dance"), ("process", "check")])
def test_misuse_is_refused(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]):
    assert refused(*words) == 2
    assert "usage:" in capsys.readouterr().err
