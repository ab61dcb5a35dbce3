"""Valid requests, as a clerk would fill them in. Import after a World was made."""
from hoso.core.v1 import custody_pb2 as custody
from hoso.core.v1 import fact_pb2 as fact
from hoso.core.v1 import person_pb2 as person
from hoso.intake.v1 import intake_service_pb2 as intake
from world import new_id

OFFICE = "YB-II-136"


def citizen(number="015090000123", name="NGƯỜI MẪU MỘT"):
    record = person.PersonRecord(kind=person.OWNER_KIND_CITIZEN, full_name=name, identity_kind=person.IDENTITY_KIND_CCCD,
                                 identity_number=number, sex=person.SEX_MALE, phone="0912345678", address="Thôn 3",
                                 commune_code="04375")
    record.birth_date.year, record.birth_date.month, record.birth_date.day = 1990, 5, 17
    return record


def component(name, originals=0, photocopies=0, shown=False, captured=False):
    return fact.ComponentCount(component_id=name, originals=originals, photocopies=photocopies, original_shown=shown,
                               captured=captured)


def licence(**changes):
    """An exchange of a motorcycle licence."""
    request = intake.AcceptDossierRequest(
        request_id=new_id(), procedure="GPLX_DOI", cases=["A1_A3"], owner=citizen(), relation=person.RELATION_SELF,
        components=[component("form", originals=1), component("licence_copy", photocopies=1, shown=True),
                    component("id_copy", photocopies=1, shown=True), component("photo", captured=True)])
    request.fees_paid.add(fee_id="STANDARD", amount_vnd=135000)
    request.receipt_number = "BL-1"
    for name, value in changes.items():
        setattr(request, name, value)
    return request


def badges(vehicles):
    """Badges for several vehicles: one dossier, several results."""
    owner = person.PersonRecord(kind=person.OWNER_KIND_ENTERPRISE, full_name="CÔNG TY MẪU",
                                identity_kind=person.IDENTITY_KIND_TAX_CODE, identity_number="0100109106",
                                phone="0912345678", address="Tổ 5", commune_code="04375")
    return intake.AcceptDossierRequest(
        request_id=new_id(), procedure="PHUHIEU", owner=owner, relation=person.RELATION_REPRESENTATIVE, units=vehicles,
        components=[component("form", originals=1), component("vehicle_reg", photocopies=vehicles)])


def office(name):
    return custody.Holder(kind=custody.HOLDER_KIND_OFFICE, id=name)


def agency(key):
    return custody.Holder(kind=custody.HOLDER_KIND_AGENCY, id=key)


def item(code, number):
    return custody.ItemRef(dossier_code=code, item=number)
