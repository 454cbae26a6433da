"""Values of any shape, under any name, for parameters of some types."""

from hypothesis import strategies as st

from hprun.model import ANY, LATE, NONE, Type

STR, FLOAT = Type("str"), Type("float")
SHAPES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(
        ["1e-4", "on", "012", "null", "~", "", "0o7", "1:30", "2024-01-01", ".inf", "NaN", "y", "=",
         "<<", "- a", "a: b", "a #b", "'", '"', "\n", "[1]", "{a", "&a", "*a", "!a", "%a", "@a", "`a",
         "\x85", "\u2028", "\ufeff", "a\\", " a", "a ", "1_000", "0x1F", "1e5", "no", "None", "inf",
         "${a}", "$${", "${"]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.sets(st.integers() | st.text(), max_size=3),
        st.dictionaries(st.text() | st.integers() | st.none() | st.booleans(), inner, max_size=3),
    ),
    max_leaves=5,
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(["lr", "on", "y", "a.b", "a.c", "hp:x", "null", "1", "+x", "x:=", "a-b", "<<"]),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=10),
)
TYPES = st.sampled_from(
    [None, ANY, LATE, FLOAT, STR, Type("union", (STR, NONE)), Type("list", (FLOAT,))]
)
