"""Every limit in seconds, in one frozen record; tests shrink it by one factor."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Timings:
    """All values are seconds."""

    # sending
    give_up_waiting: float = 10.0  # stop waiting for an answer; the request itself is never cancelled
    claim: float = 60.0
    first_retry: float = 1.0
    longest_retry: float = 30.0
    nonce_holds: float = 300.0  # after this, history is searched before a repeat
    second_path: float = 15.0
    every_path: float = 60.0
    keep_trying: float = 86_400.0
    edit_pace: float = 2.0
    gone_rest: float = 600.0  # a channel that is gone is not tried again sooner
    dm_opening: float = 6.0  # ten new conversations a minute at most
    # the gateway
    heartbeat: float = 45.0  # a half-open connection is noticed after this
    guilds_ready: float = 0.5
    longest_reconnect: float = 25.0  # between two attempts; then back within 35 s of a recovery
    give_up_resuming: float = 45.0  # the old session's address may be the one that is dead
    # waking
    start_anyway: float = 4.0  # sending starts even while the gateway is down
    longest_sleep: float = 30.0
    sweep_limit: float = 60.0
    silent_loop: float = 15.0  # the watchdog ends the process
    # writing
    write_within: float = 2.0  # then an alert is said and kept in the spill file
    open_again: float = 60.0  # a database that could not be read is tried again
    # watching itself
    look_every: float = 15.0
    canary_every: float = 60.0
    canary_wait: float = 10.0
    # events between features
    event_retry: float = 5.0
    # answering
    answer_within: float = 2.5  # Discord allows three seconds
    # stopping
    stop_within: float = 8.0

    def shrunk(self, factor: float) -> "Timings":
        """The same record with every wait divided by `factor`."""
        return Timings(**{field.name: getattr(self, field.name) / factor for field in fields(self)})
