"""Calls every method of every service, well and badly, and keeps what comes back. Import after a World was made."""
import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import FieldDescriptor

from hoso.intake.v1 import intake_service_pb2 as intake
from hoso.returns.v1 import returns_service_pb2 as returns
from hoso.routing.v1 import routing_service_pb2 as routing
from hoso.staff.v1 import staff_service_pb2 as staff
from hoso.tracking.v1 import tracking_service_pb2 as tracking
from world import Signer, new_id

DEPTH = 3  # Of messages in messages.


def methods():
    """{"AcceptDossier": (process, full name, request class, response class, streams)}"""
    found = {}
    get = message_factory.MessageFactory().GetPrototype
    for module, process in ((intake, "intake"), (routing, "routing"), (tracking, "routing"), (returns, "returns"), (staff, "staff")):
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                # RefuseDossier is a method of two doors.
                name = method.name if method.name not in found else f"{process}.{method.name}"
                found[name] = (process, f"/{service.full_name}/{method.name}", get(method.input_type), get(method.output_type),
                               method.name == "WatchFacts")
    return found


def texts(descriptor, depth=DEPTH):
    """Paths to every field of the message that is a text or bytes: [("owner", "full_name"), …]"""
    for field in descriptor.fields:
        if field.type == FieldDescriptor.TYPE_MESSAGE:
            if depth > 0:
                for path in texts(field.message_type, depth - 1):
                    yield (field.name, *path)
        elif field.type in (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES):
            yield (field.name,)


def put(message, path, value):
    """Sets the field at the path, of one entry where there can be several."""
    for name in path[:-1]:
        field = message.DESCRIPTOR.fields_by_name[name]
        message = getattr(message, name)
        if field.label == FieldDescriptor.LABEL_REPEATED:
            message = message[0] if message else message.add()
    field = message.DESCRIPTOR.fields_by_name[path[-1]]
    value = value.encode() if field.type == FieldDescriptor.TYPE_BYTES else value
    if field.label == FieldDescriptor.LABEL_REPEATED:
        getattr(message, path[-1])[:] = [value]
    else:
        setattr(message, path[-1], value)


def bearer(role, staff_id="NV-1", machine="service/console", **place):
    return (("authorization", f"Bearer {Signer.instance.token(staff_id, role, machine=machine, **place)}"),)


class Listener:
    """What callers were told: `refusals` and `answers`, each as (method, bytes)."""

    def __init__(self, world):
        self.world = world
        self.methods = methods()
        self.refusals = []
        self.answers = []
        self.channels = {}

    def channel(self, process, machine):
        if (process, machine) not in self.channels:
            if machine != "service/console":
                self.world.run_authority("ensure", f"hoso://yen-bai/{machine}")
            self.channels[process, machine] = getattr(self.world, process).channel_of(self.world.machine(machine))
        return self.channels[process, machine]

    def note_refusal(self, name, error):
        told = [error.details() or "", *(value for _, value in (*(error.trailing_metadata() or ()), *(error.initial_metadata() or ())))]
        self.refusals.append((name, b"\n".join(part if isinstance(part, bytes) else part.encode() for part in told)))

    def call(self, name, request, caller=(), when=None, machine="service/console"):
        """The answer, or the error; both are kept."""
        process, path, _, response_type, streams = self.methods[name]
        simulated = (("hoso-time", when.isoformat()),) if when and process != "staff" else ()
        if "request_id" in request.DESCRIPTOR.fields_by_name and not request.request_id:
            request.request_id = new_id()
        channel = self.channel(process, machine)
        make = (channel.unary_stream if streams else channel.unary_unary)(
            path, request_serializer=type(request).SerializeToString, response_deserializer=response_type.FromString)
        try:
            answer = make(request, metadata=simulated + caller, timeout=20)
            answers = list(answer) if streams else [answer]
        except grpc.RpcError as error:
            self.note_refusal(name, error)
            return error
        self.answers += [(name, part.SerializeToString()) for part in answers]
        return answers if streams else answers[0]

    def must(self, name, request, *arguments, **named):
        answer = self.call(name, request, *arguments, **named)
        if isinstance(answer, grpc.RpcError):
            raise AssertionError(f"{name}: {answer.code()} {answer.details()}")
        return answer
