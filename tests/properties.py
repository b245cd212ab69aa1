"""How often a property is tried: with few examples in `dev.py test`, new ones each time; with many in
`dev.py bench properties`; and those that send requests, which take longer, as often as `dev.py bench fuzz` needs for
its number of them. Properties take all from here and set no number of their own (tests/test_testing.py)."""

from hypothesis import HealthCheck, settings

FEW, FUZZED, MANY = 25, 600, 2500

for name, examples in {"few": FEW, "fuzzed": FUZZED, "many": MANY}.items():
    settings.register_profile(
        name, max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
    )


def try_few() -> None:
    """Few examples, unless `--hypothesis-profile` says otherwise."""
    settings.load_profile("few")
