from teacher_growth.policy.rules.reading.problems import FactsError, Problem, known_names, nearest


def test_a_problem_is_one_line():
    assert str(Problem("a.yaml", 3, "rules.total", "no\nname", "add one")) == "a.yaml:3: rules.total: no name (add one)"
    assert str(Problem("a.yaml", 1, "", "empty")) == "a.yaml:1: empty"


def test_an_error_carries_all_problems():
    problems = [Problem("a", 1, "", "x"), Problem("a", 2, "", "y")]
    error = FactsError(problems)
    assert (error.problems, str(error)) == (problems, "a:1: x\na:2: y")


def test_the_nearest_name_is_a_hint():
    assert nearest("hurs", ["hours", "date"]) == "did you mean hours?"
    assert nearest("HOURS", ["hours", "date"]) == "did you mean hours?"
    assert nearest("zzz", ["hours", "date"]) is None


def test_where_no_name_is_near_the_known_ones_are_told():
    assert known_names("zzz", ["b", "a"]) == "known: a, b"
    assert known_names("zzz", []) == "none is declared"
    assert known_names("9", [f"x{each:02}" for each in range(13)]).endswith("x11, …")
