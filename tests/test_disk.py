"""Names are put on the disk with the folder that holds them."""

from teacher_growth.disk import settle


def test_a_folder_is_settled_many_times_over(tmp_path):
    for _ in range(2000):  # more than a process may hold open
        settle(tmp_path)


def test_a_folder_that_cannot_be_opened_is_left(tmp_path):
    settle(tmp_path / "nowhere")
