#include "clients/counter/work_methods.h"

namespace hoso::counter {

PageMethodMap WorkMethods(People& people, Work& work, Acts& acts, Courier& courier) {
  using namespace v1;
  PageMethodMap methods;
  methods["FindDossiers"] = Signed<FindDossiersRequest, FindDossiersResponse>(
      people, [&work](const SignedIn&, const FindDossiersRequest& r) { return work.Find(r); });
  methods["GetDossier"] = Signed<GetDossierRequest, DossierView>(
      people, [&work](const SignedIn&, const GetDossierRequest& r) { return work.Get(r); });
  methods["ListWork"] = Signed<ListWorkRequest, ListWorkResponse>(
      people, [&work](const SignedIn&, const ListWorkRequest&) { return work.List(); });
  methods["GetBag"] = Signed<GetBagRequest, BagView>(
      people, [&work](const SignedIn&, const GetBagRequest& r) { return work.GetBag(r); });
  methods["CompareBag"] = Signed<CompareBagRequest, CompareBagResponse>(
      people, [&work](const SignedIn&, const CompareBagRequest& r) { return work.Compare(r); });
  methods["Do"] = Signed<DoRequest, DoResponse>(people, [&acts, &courier](const SignedIn& who, const DoRequest& r) {
    auto response = acts.Do(who, r);
    if (response.ok() && !r.dry_run()) courier.Nudge();
    return response;
  });
  return methods;
}

}  // namespace hoso::counter
