"""Where a webhook may go: to public addresses only, or an administrator's slip would open the network behind us."""

from __future__ import annotations

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult

Guard = Callable[[SplitResult], tuple[str, int]]
# What `is_global` lets pass: protocol assignments and two providers' services among them, the former site-local
# addresses, and translation to IPv4 that each network sets up as it likes (RFC 6890, 3879, 8215).
_INSIDE = tuple(map(ip_network, ("192.0.0.0/24", "168.63.129.16/32", "fec0::/10", "64:ff9b:1::/48")))
_NAT64 = IPv6Network("64:ff9b::/96")


class NotPublic(OSError):
    """The address is not one of the public internet, or not told in a way that is safe."""


def public_only(url: SplitResult) -> tuple[str, int]:
    """The address and the port to connect to, looked up this once. Raises: NotPublic, OSError."""
    if url.scheme != "https" or not url.hostname or url.username is not None:
        raise NotPublic("a webhook begins with https:// and a host name, without a user")
    port = url.port or 443
    found = [str(each[4][0]) for each in socket.getaddrinfo(url.hostname, port, type=socket.SOCK_STREAM)]
    if not found or not all(map(is_public, found)):  # one that is not among those that are is a trick
        raise NotPublic("this name does not lead to the public internet alone")
    return found[0], port


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; what carries an IPv4 address inside is as good as that."""
    found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    if isinstance(found, IPv6Address):
        inside = IPv4Address(int(found) & 0xFFFFFFFF) if found in _NAT64 else found.ipv4_mapped or found.sixtofour
        found = inside or found
    is_inside = any(found in network for network in _INSIDE)
    return found.is_global and not (is_inside or found.is_multicast or found.is_reserved)
