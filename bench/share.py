"""A trial of a measurement at a part of its size: `BENCH_SHARE=20 python3 dev.py bench evening`.

Measurements that know it take a twentieth of their people in a twentieth of the time, so that the rate stays. A trial
says that a measurement works; its numbers are printed, and never kept.
"""

import os

SHARE = int(os.environ.get("BENCH_SHARE", "1"))
