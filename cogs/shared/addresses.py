"""Reads web addresses strictly, and says how far from this machine their host is."""

import ipaddress
import re
from dataclasses import dataclass
from enum import Enum

# One reading only: no user part, no backslash, no second @, so that what we judge is what the library dials.
_ADDRESS = re.compile(
    r"(?P<scheme>https?|wss?)://"
    r"(?P<host>\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[A-Za-z0-9._~%!$&'()*+,;=:@-]*)*)"
    r"(?P<query>\?[A-Za-z0-9._~%!$&'()*+,;=:@/?-]*)?"
)
_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*")
_PRIVATE_ENDINGS = ("local", "internal", "lan", "home", "localdomain")


class Reach(Enum):
    LOOPBACK = "this machine"
    PRIVATE = "a private network"
    PUBLIC = "the internet"


@dataclass(frozen=True, slots=True)
class Address:
    scheme: str
    host: str
    path: str
    query: str
    reach: Reach

    @property
    def is_encrypted(self) -> bool:
        return self.scheme in ("https", "wss")


def read_address(text: str) -> Address | None:
    """The parts of an http, https, ws or wss address; None unless it can be read in exactly one way."""
    found = _ADDRESS.fullmatch(text)
    if found is None or not 0 < int(found["port"] or 443) < 65536:
        return None
    reach = reach_of(found["host"])
    if reach is None:
        return None
    return Address(found["scheme"], found["host"].lower(), found["path"], found["query"] or "", reach)


def reach_of(host: str) -> Reach | None:
    """How far `host` is, without asking a name server; None where it is no usable host.

    A name without a dot, and one under an ending for private networks, counts as private.
    """
    name = host.removeprefix("[").removesuffix("]").lower().removesuffix(".")
    try:
        return _reach_of_ip(ipaddress.ip_address(name))
    except ValueError:
        pass
    labels = name.split(".")
    # 127.1 and 0x7f000001 are addresses to some resolvers and names to others.
    if host.startswith("[") or not all(labels) or _NUMBER.fullmatch(labels[-1]):
        return None
    if labels[-1] == "localhost":
        return Reach.LOOPBACK
    return Reach.PRIVATE if len(labels) == 1 or labels[-1] in _PRIVATE_ENDINGS else Reach.PUBLIC


def _reach_of_ip(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> Reach | None:
    ip = getattr(ip, "ipv4_mapped", None) or ip
    if ip.is_unspecified or ip.is_multicast:
        return None
    if ip.is_loopback:
        return Reach.LOOPBACK
    return Reach.PRIVATE if ip.is_private or ip.is_link_local else Reach.PUBLIC
