"""What each kind of write does, a file for each noun."""

from pkgutil import iter_modules

# Each of them makes its kinds known when it is imported (kinds.py).
MODULES = [f"{__name__}.{each.name}" for each in iter_modules(__path__)]
