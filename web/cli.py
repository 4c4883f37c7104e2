"""`flask admin`: what an operator can ask and do. Each group of commands has its own file beside this one."""

from flask.cli import AppGroup

from web import cli_broker, cli_cache, cli_cleanup, cli_config, cli_db, cli_keys, cli_users, cli_writes

GROUPS = (cli_writes, cli_users, cli_broker, cli_cache, cli_cleanup, cli_keys, cli_db, cli_config)
admin = AppGroup("admin", help="What an operator can ask and do.")
for module in GROUPS:
    admin.add_command(module.group)
