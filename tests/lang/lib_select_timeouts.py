"""select() with timeouts that are none."""
import select

for timeout in [float("nan"), 1e24, 2**63 - 2, -1, "x", -1e30]:
    try:
        select.select([], [], [], timeout)
    except (ValueError, OverflowError, TypeError) as e:
        print(type(e).__name__)
print(select.select([], [], [], 0))
