"""A script with a command line of its own: whose option each word is, and what is refused."""

import pytest

from hprun.cli import main
from hprun.cli.grammar import Found, read
from hprun.scan import scan_source

PROGRAM = """\
import argparse
p = argparse.ArgumentParser(description="Trains it.")
p.add_argument("data", nargs="*")
p.add_argument("--lr", dest="rate", type=float, default=0.1, help="how fast")
p.add_argument("--batch-size", type=int, default=8)
p.add_argument("-c", "--config")
p.add_argument("-q", "--quiet", action="store_true")
p.add_argument("--version", action="version", version="7")
p.add_argument("-D", "--define", action="append")
p.add_argument("--flag", type=bool, default=True)
"""
CLOSED = f"{PROGRAM}print(vars(p.parse_args()))\n"
OPEN = f"{PROGRAM}print(p.parse_known_args())\n"
EXACT = CLOSED.replace('"Trains it."', '"Trains it.", allow_abbrev=False')


def line(source, *words):
    """The words as they are shared out."""
    catalog = scan_source(source.encode(), "s.py")
    return read("run", words, lambda word, _: Found(word, catalog))


def check_owners(words, script, overrides=(), files=(), given=(), *, source=CLOSED):
    invocation = line(source, *words.split())
    assert invocation.line.words == script.split()
    assert [f"{each.name}={each.value}" for each in invocation.overrides] == [*overrides]
    assert invocation.texts("config") == files
    assert {*invocation.given} - {"config"} == {*given}


OWNERS = {
    "before the target": ("-c a.yaml -q s.py -c b -q", "-c b -q", (), ("a.yaml",), ("quiet",)),
    "the script's, though hprun has one": (
        "s.py --config a --quiet --version",
        "--config a --quiet --version",
    ),
    "hprun's, where the script has none": ("s.py --lax -c a", "-c a", (), (), ("lax",)),
    "a name that is known": ("s.py -D rate=3 -Dbatch_size=4", "", ("rate=3", "batch_size=4")),
    "a name that is not, in a script with a -D": ("s.py -D x=1 -Dy -D", "-D x=1 -Dy -D"),
    "a name that is added": ("s.py -D +x=1", "", ("x=1",)),
    "a parameter's name before the target": ("--rate 3 s.py --lr 4", "--lr 4", ("rate=3",)),
    "a parameter's name behind the target": ("s.py --rate 3", "", ("rate=3",)),
    "in one word": ("s.py --lr=3 -qcx", "--lr=3 -qcx"),
    "a beginning": ("s.py --batch 3 --conf=x", "--batch 3 --conf=x"),
    "a value like an option of hprun's": ("s.py --config --lax", "--config", (), (), ("lax",)),
    "words that are no options": ("s.py a --lr 3 b", "a --lr 3 b"),
    "all behind the dashes": ("s.py --lr 3 -- --lax -c x --new", "--lr 3 --lax -c x --new"),
    "the dashes of the script's own": ("s.py -- --lr 3 -- -x", "--lr 3 -- -x"),
    "the help of the script's": ("s.py -- --help", "--help"),
}


@pytest.mark.parametrize("case", OWNERS.values(), ids=OWNERS)
def test_whose_word_it_is(case):
    check_owners(*case)


def test_what_an_open_parser_does_not_know_passes():
    check_owners("s.py --new 3 -x --lr 4", "--new 3 -x --lr 4", source=OPEN)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    for name, text in {"s.py": CLOSED, "open.py": OPEN, "exact.py": EXACT}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def check_refused(capsys, words, message):
    assert main(words.split()) == 2
    assert capsys.readouterr() == ("", f"hprun: {message}\n")


LR = "'rate' (--lr, float, default 0.1, s.py:4)"
OWN = "(an option of the script's own goes after --)"
REFUSED = {
    "an option": (
        "s.py --batchsize 3",
        f"unknown option --batchsize; did you mean 'batch_size' (int, default 8, s.py:5)? {OWN}",
    ),
    "near an option that sets another name": (
        "s.py --lrr 3",
        f"unknown option --lrr; did you mean {LR}? {OWN}",
    ),
    "near nothing": ("s.py --zoo 3", f"unknown option --zoo; --help lists all {OWN}"),
    "a beginning, where none is taken": (
        "exact.py --batch 3",
        f"unknown option --batch; did you mean 'batch_size' (int, default 8, exact.py:5)? {OWN}",
    ),
    "the name of the option": (
        "-D lr=3 s.py",
        f"unknown parameter 'lr' (-D lr=3); did you mean {LR}?",
    ),
    "a name": ("-D zoo=3 s.py", "unknown parameter 'zoo' (-D zoo=3); --help lists all"),
    "a name, of an open parser": (
        "-D zoo=3 open.py",
        "unknown parameter 'zoo' (-D zoo=3); --help lists all; what its parser may take besides is"
        " typed behind the target: --zoo VALUE",
    ),
    "twice": ("-D rate=3 s.py --lr 4", "'rate' is given twice (-D rate=3, --lr 4)"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED)
def test_what_a_closed_parser_does_not_declare_is_refused(case, folder, capsys):
    check_refused(capsys, *case)


def test_a_file_that_names_the_option_is_told_the_parameter(folder, capsys):
    (folder / "cfg.yaml").write_text("lr: 3\n")
    check_refused(
        capsys, "-c cfg.yaml s.py", f"unknown parameter 'lr' (cfg.yaml:1); did you mean {LR}?"
    )


def test_lax_lets_an_option_through():
    invocation = line(CLOSED, "-c", "a.yaml", "s.py", "--lax", "--zoo", "3")
    assert invocation.line.words == ["--zoo", "3"]


def said(capsys, *words):
    main(words)
    return capsys.readouterr()


OPENED = "(open.py:11: what it does not know is let through)"
TOLD = {
    "inspect": (
        ("inspect", "open.py"),
        f"1 file scanned, 7 parameters, the script's parser is open, so it may take more {OPENED}",
    ),
    "check": (("check", "open.py"), f"the script's parser is open, so it may take more {OPENED}"),
    "help": (
        ("open.py", "--help"),
        " Not all of its options are known: what it does not know is let through (open.py:11).",
    ),
}


@pytest.mark.parametrize("case", TOLD.values(), ids=TOLD)
def test_where_a_parser_is_open_is_told(case, folder, capsys):
    words, sentence = case
    assert sentence in [each.rstrip() for each in said(capsys, *words).out.splitlines()]


def test_help_has_what_the_script_says_of_itself(folder, capsys):
    out = said(capsys, "s.py", "--help").out
    for each in ("Trains it.", "data", "--lr", "how fast", "sets rate", "--batch-size"):
        assert each in out


def test_any_text_is_true_to_a_converter_that_is_bool(folder, capsys):
    told = said(capsys, "check", "s.py", "--flag", "False")
    assert told == (
        "flag = true  --flag\n1 value given, all fit s.py\n",
        "hprun: warning: 'flag' (s.py:10) has type=bool: to its parser every text is true, also in"
        " --flag False; -D flag=false says it as the empty text\n",
    )


def test_a_name_that_the_script_and_hprun_have_is_shown_with_a_way_for_each(folder, capsys):
    (folder / "both.py").write_text(f'from hprun.m import _\n_("lr", 1), _("wd", 2)\n{CLOSED}')
    out = said(capsys, "both.py", "--help").out
    spelled = [row.split()[1:3] for row in out.splitlines() if row[:1] == "│"]
    assert [each for each in spelled if "lr" in "".join(each)] == [["-D", "lr="], ["--lr", "float"]]


WORDS = {
    "the last of two": ("--lr 1 --lr 2", "2.0 --lr 2 command line wins"),
    "behind the dashes": ("-- --lr 3", "3.0 --lr 3 command line wins"),
    "by a beginning": ("--l 3", "3.0 --l 3 command line wins"),
}


@pytest.mark.parametrize("case", WORDS.values(), ids=WORDS)
def test_why_tells_what_the_words_of_the_script_set(case, folder, capsys):
    words, expected = case
    rows = said(capsys, "why", "rate", "s.py", *words.split()).out.splitlines()
    assert [" ".join(each.split()) for each in rows if "wins" in each] == [expected]


def test_a_value_like_the_default_is_said_where_a_constant_changes_that(folder, capsys):
    source = "import argparse\nWIDTH = 64\np = argparse.ArgumentParser()\n"
    source += "p.add_argument('--hidden', type=int, default=WIDTH * 4)\np.parse_args()\n"
    (folder / "wide.py").write_text(source)
    (folder / "cfg.yaml").write_text("hidden: 256\n")
    words = ("wide.py", "-c", "cfg.yaml", "--print-command")
    assert said(capsys, *words).out == "python wide.py\n"
    assert (
        said(capsys, *words, "-D", "WIDTH=8").out.splitlines()[0] == "python wide.py --hidden=256"
    )


FILES = EXACT.replace("allow_abbrev=False", "fromfile_prefix_chars='@'")
IN_FILES = {
    "what they set": ("@words", "3.0 --lr 3 command line wins"),
    "what stands behind": ("@words --lr 4", "4.0 --lr 4 command line wins"),
    "behind a list": ("a b @words", "3.0 --lr 3 command line wins"),
    "a value from elsewhere": ("-c cfg.yaml @words", "3.0 --lr 3 command line wins"),
}


@pytest.mark.parametrize("case", IN_FILES.values(), ids=IN_FILES)
def test_words_in_a_file_are_read(case, folder, capsys):
    words, expected = case
    (folder / "files.py").write_text(FILES)
    (folder / "words").write_text("--lr\n3\n")
    (folder / "cfg.yaml").write_text("rate: 9\n")
    ours = words.split() if words[0] != "-" else words.split()[2:]
    before = words.split()[:2] if words[0] == "-" else []
    rows = said(capsys, "why", *before, "rate", "files.py", *ours).out.splitlines()
    assert [" ".join(each.split()) for each in rows if "wins" in each] == [expected]


def test_what_a_file_of_words_sets_is_not_set_again(folder, capsys):
    (folder / "files.py").write_text(FILES)
    (folder / "words").write_text("--lr\n3\n")
    check_refused(capsys, "-D rate=4 files.py @words", "'rate' is given twice (-D rate=4, --lr 3)")
