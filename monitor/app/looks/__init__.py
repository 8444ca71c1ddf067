"""The engine of a run: which sources are asked together, by whom, and what comes of it.

The unit of work is a host (``host_groups``): whatever may ask the same host is asked by one worker
at a time, in errands (``errands``) of some sources each. An errand is a value that can be sent to
a thread, to another process or to another machine, and so is what it brings back
(``errand_run``); this process alone keeps evidence, judges and stores (``look_pool``).
"""
