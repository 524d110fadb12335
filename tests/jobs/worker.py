"""A real worker in a process of its own, over the home given; its one task writes each step into a file."""

import sys
import time
from datetime import timedelta
from pathlib import Path

from teacher_growth import settings
from teacher_growth.app import create_app
from teacher_growth.cli.jobs import ROUND, Worker
from teacher_growth.jobs.actions import register

home = Path(sys.argv[1])


def count(args, progress):
    """Idempotent: goes on where the file ends."""
    path = home / "steps"
    while (done := path.stat().st_size if path.exists() else 0) < args["steps"]:
        with path.open("a") as file:
            file.write(".")
        progress(done + 1, args["steps"])
        time.sleep(args.get("seconds", 0.05))
    with (home / "completed").open("a") as file:
        file.write(".")
    return {"steps": done}


def deaf(args, _progress):
    (home / "started").touch()
    time.sleep(args["seconds"])


register({"test.count": count, "test.deaf": deaf})
if __name__ == "__main__":
    with create_app(settings.Testing(home)).app_context() as context:
        extensions = context.app.extensions
        between = timedelta(days=1) if "--rarely" in sys.argv else ROUND
        Worker(extensions["bell"], extensions["daily"] if "--daily" in sys.argv else (), between=between).run()
