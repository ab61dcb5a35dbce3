"""A slow line between a counter and its services: a TCP proxy with a rate, a delay, stalls and resets, that counts bytes.

All connections share the line, as those of a modem do: `rate` bits a second each way, half of `round_trip` seconds each way,
and a round trip for each connection that is opened. What is counted is what TCP carries, TLS and all.
"""
import collections
import contextlib
import socket
import struct
import threading
import time

SEGMENT = 1400     # Bytes that go at once.
IN_FLIGHT = 32768  # What may be under way on a connection in one direction before its sender has to wait.


class Direction:
    """One way of the line: when something that is sent now arrives."""

    def __init__(self, line):
        self.line = line
        self.bytes = 0
        self.segments = 0
        self.free_at = 0.0
        self.lock = threading.Lock()

    def arrival(self, size):
        with self.lock:
            self.bytes += size
            self.segments += 1
            seconds = size * 8 / self.line.rate if self.line.rate else 0.0
            self.free_at = max(time.monotonic(), self.free_at, self.line.stalled_until) + seconds
            return self.free_at + self.line.round_trip / 2


class Pump:
    """Bytes of one connection in one direction."""

    def __init__(self, source, sink, direction, ready_at):
        self.source, self.sink, self.direction, self.ready_at = source, sink, direction, ready_at
        self.waiting = collections.deque()
        self.size = 0
        self.ended = False
        self.change = threading.Condition()
        self.threads = [threading.Thread(target=work, daemon=True) for work in (self.read, self.write)]

    def read(self):
        try:
            while True:
                data = self.source.recv(SEGMENT)
                with self.change:
                    if data:
                        self.waiting.append((max(self.direction.arrival(len(data)), self.ready_at), data))
                        self.size += len(data)
                    else:
                        self.ended = True
                    self.change.notify_all()
                    if self.ended:
                        return
                    self.change.wait_for(lambda: self.size < IN_FLIGHT or self.ended)
        except OSError:
            with self.change:
                self.ended = True
                self.change.notify_all()

    def write(self):
        try:
            while True:
                with self.change:
                    self.change.wait_for(lambda: self.waiting or self.ended)
                    if not self.waiting:
                        break
                    arrives, data = self.waiting.popleft()
                    self.size -= len(data)
                    self.change.notify_all()
                while (pause := max(arrives, self.direction.line.stalled_until) - time.monotonic()) > 0:
                    time.sleep(pause)
                self.sink.sendall(data)
            self.sink.shutdown(socket.SHUT_WR)
        except OSError:
            with self.change:
                self.ended = True
                self.change.notify_all()
            # The other side hears of it, too.
            with contextlib.suppress(OSError):
                self.source.shutdown(socket.SHUT_RDWR)


class SlowLine:
    """`ports`: of the services on the loopback, by name. `addresses` is where a counter finds them through the line."""

    def __init__(self, ports, rate=64_000, round_trip=0.6):
        self.rate, self.round_trip = rate, round_trip
        self.stalled_until = 0.0
        self.up, self.down = Direction(self), Direction(self)
        self.connections = 0
        self.sockets = set()
        self.lock = threading.Lock()
        self.listeners = {}
        self.addresses = {}
        for name, port in ports.items():
            listener = socket.create_server(("127.0.0.1", 0))
            self.listeners[name] = listener
            self.addresses[name] = f"127.0.0.1:{listener.getsockname()[1]}"
            threading.Thread(target=self.accept, args=(listener, port), daemon=True).start()

    def accept(self, listener, port):
        while True:
            try:
                client, _ = listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", port))
            except OSError:
                client.close()
                continue
            ready_at = time.monotonic() + self.round_trip
            with self.lock:
                self.connections += 1
                self.sockets |= {client, server}
            for one in (client, server):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for pump in (Pump(client, server, self.up, ready_at), Pump(server, client, self.down, ready_at)):
                for thread in pump.threads:
                    thread.start()

    def counted(self):
        """(bytes up, bytes down, connections) so far."""
        return self.up.bytes, self.down.bytes, self.connections

    def stall(self, seconds):
        """Nothing arrives for so long; nothing is lost."""
        self.stalled_until = time.monotonic() + seconds

    def reset(self):
        """All connections break at once, and what was under way is lost."""
        with self.lock:
            broken, self.sockets = self.sockets, set()
        for one in broken:
            with contextlib.suppress(OSError):
                one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def close(self):
        for listener in self.listeners.values():
            with contextlib.suppress(OSError):
                listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        self.reset()
