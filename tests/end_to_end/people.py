"""People who sign in with passwords. For tests that have made a World, which makes the client."""
import grpc
from google.rpc import error_details_pb2, status_pb2
from hoso.staff.v1 import staff_service_pb2 as staff, staff_service_pb2_grpc as staff_grpc

import papers


def reason_of(error):
    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                info = error_details_pb2.ErrorInfo()
                if detail.Unpack(info):
                    return info.reason
    return ""


class People:
    """What tests of people share who sign in at hoso-staff, whose first administrator is QT-01. `world` is the test's own."""
    @classmethod
    def setUpClass(cls):
        cls.stub = staff_grpc.StaffServiceStub(cls.world.staff.channel)
        first = (cls.world.folder / "keys" / "QT-01").read_text().strip()
        cls.administrator = cls.sign_in("QT-01", first, new="mật khẩu quản trị").token

    @classmethod
    def sign_in(cls, who, password, new="", code="", stub=None, **place):
        return (stub or cls.stub).SignIn(staff.SignInRequest(
            staff_id=who, password={"password": password, "new_password": new, "one_time_code": code}, **place), timeout=30)

    def ask(self, method, request, token=None):
        return getattr(self.stub, method)(request, metadata=(("authorization", f"Bearer {token or self.administrator}"),), timeout=30)

    def refused(self, reason, call, *arguments, **named):
        with self.assertRaises(grpc.RpcError) as caught:
            call(*arguments, **named)
        self.assertEqual(reason_of(caught.exception), reason, caught.exception.details())
        return caught.exception

    def join(self, who, role="postal_attendant", **place):
        """Adds somebody with that role; returns the token of the first sign-in. The password is `mật khẩu của WHO`."""
        first = self.ask("AddStaff", staff.AddStaffRequest(staff_id=who)).first_password
        place = place or {"office_id": papers.OFFICE}
        self.ask("Assign", staff.AssignRequest(assignment={"staff_id": who, "role": f"ROLE_{role.upper()}", **place}))
        self.refused("PASSWORD_TO_BE_CHANGED", self.sign_in, who, first, **place)
        return self.sign_in(who, first, new=f"mật khẩu của {who}", **place).token
