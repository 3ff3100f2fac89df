"""The command line of zhicheng."""

import click


@click.group()
def main() -> None:
    """Check people against professional-title standards."""


if __name__ == "__main__":
    main()
