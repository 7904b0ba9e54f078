"""Sockets and locks: bytes to and from other processes, whatever they mean."""
