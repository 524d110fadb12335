"""Once a day: do the sums kept still say what the lines say?"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from teacher_growth.errors import Refused
from teacher_growth.training import queries

MOST_NAMED = 20
logger = logging.getLogger(__name__)


def check_sums(_args: Mapping[str, Any], progress: Callable[..., None]) -> dict[str, int]:
    """Fails with the number of those that differ; the log names the first ones."""
    wrong = 0
    for done, of in enumerate(queries.KEPT):
        progress(done, len(queries.KEPT))
        for each in queries.differences(of):
            wrong += 1
            if wrong <= MOST_NAMED:
                logger.error("sum differs: %s", each)
    if wrong:
        raise Refused("training_sums_wrong", count=wrong)
    return {"wrong": wrong}


TASKS = {"training.check_sums": check_sums}
DAILY = ("training.check_sums",)
