"""`flask admin`: what an operator can ask and do. Each group of commands has its own file beside this one."""

from typing import Any

import click
from flask.cli import AppGroup

from core.platform.problems import Problem
from core.servers.failures import is_unavailable
from core.servers.health import SETTINGS, address, states
from tasks.broker.queues import BrokerError
from web.cli import audit, broker, cache, cleanup, config, db, keys, mail, users, writes

GROUPS = (writes, users, audit, broker, cache, cleanup, keys, mail, db, config)


class Admin(AppGroup):
    """All groups; a server that is unavailable costs an operator a line, not a trace."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Raises ClickException, which is printed, when a server that it needs is unavailable."""
        try:
            return super().invoke(ctx)
        except (BrokerError, Problem) as error:
            raise click.ClickException(str(error)) from None
        except Exception as error:
            if isinstance(error, TimeoutError) or is_unavailable(error):
                raise click.ClickException(_who_is_unavailable(error)) from None
            raise


def _who_is_unavailable(error: Exception) -> str:
    unavailable = [name for name, answers in states().items() if not answers and name in SETTINGS]
    if not unavailable:
        return f"A server did not answer in time ({type(error).__name__}); try again."
    lines = [
        f"{name} does not answer at {address(name)}: start it, or look at {SETTINGS[name]}." for name in unavailable
    ]
    return " ".join(lines)


admin = Admin("admin", help="What an operator can ask and do.")
for module in GROUPS:
    admin.add_command(module.group)
