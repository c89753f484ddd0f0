package access

import "testing"

// What each role may do, and how far, as the issue says it: written again, so
// that a row that is changed by mistake shows.
func TestRoles(t *testing.T) {
	const nothing, own, authority = Nothing, Own, Authority
	for _, c := range []struct {
		role  Role
		reach [13]Reach
	}{
		{Chair, [13]Reach{own, own, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, authority}},
		{Lead, [13]Reach{own, own, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, authority}},
		{Coordinator, [13]Reach{authority, authority, nothing, authority, authority, authority, authority, authority, nothing, nothing, nothing, nothing, authority}},
		{MinuteTaker, [13]Reach{authority, authority, nothing, authority, authority, authority, authority, nothing, nothing, nothing, nothing, nothing, authority}},
		{Manager, [13]Reach{authority, nothing, authority, nothing, nothing, authority, authority, nothing, nothing, nothing, nothing, nothing, authority}},
		{Committee, [13]Reach{nothing, nothing, nothing, nothing, nothing, nothing, authority, nothing, nothing, nothing, nothing, nothing, authority}},
		{Auditor, [13]Reach{authority, nothing, nothing, nothing, nothing, authority, authority, nothing, authority, authority, nothing, nothing, authority}},
		{Admin, [13]Reach{nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, nothing, authority, authority, authority, authority}},
		{"caretaker", [13]Reach{}},
	} {
		for i, act := range Acts {
			if got := c.role.Reaches(act); got != c.reach[i] {
				t.Errorf("%s may %s as far as %d, want %d", c.role, act, got, c.reach[i])
			}
		}
	}
}

func TestViewer(t *testing.T) {
	chair := &Viewer{ID: "chair-1", Grants: []Grant{{Chair, []string{"stirling"}}}}
	keeper := &Viewer{ID: "coordinator-1", Grants: []Grant{{Coordinator, []string{"fife"}}}}
	all := &Viewer{ID: "auditor-1", Grants: []Grant{{Role: Auditor}}}
	token := &Viewer{ID: "coordinator-1", Grants: []Grant{{Coordinator, nil}}, Only: []Act{SeeCases}}
	for _, c := range []struct {
		who  *Viewer
		act  Act
		part Part
		may  bool
	}{
		{chair, SeeCases, Part{"stirling", "chair-1", ""}, true},
		{chair, SeeCases, Part{"stirling", "chair-2", ""}, false},
		{chair, SeeCases, Part{"stirling", "", "chair-1"}, false}, // as a lead, which the person is not
		{chair, SeeCases, Part{"fife", "chair-1", ""}, false},
		{chair, RecordEvents, Part{"stirling", "chair-1", ""}, false},
		{keeper, RecordEvents, Part{"fife", "chair-9", ""}, true},
		{keeper, RecordEvents, Part{"stirling", "chair-1", ""}, false},
		{keeper, RecordEvents, Part{}, false},
		{all, SeeCases, Part{}, true},
		{all, GiveReasons, Part{"fife", "", ""}, false},
		{token, SeeCases, Part{"fife", "", ""}, true},
		{token, RecordEvents, Part{"fife", "", ""}, false},
		{nil, SeeRules, Part{}, false},
		{&Viewer{Grants: []Grant{{Role: Chair}}}, SeeCases, Part{"fife", "", ""}, false}, // no id is nobody's
	} {
		if got := c.who.MayFor(c.act, c.part); got != c.may {
			t.Errorf("%+v may %s for %+v: %t, want %t", c.who, c.act, c.part, got, c.may)
		}
	}
	if chair.In(SeeCases, "stirling") || !keeper.In(SeeCases, "fife") || keeper.In(SeeCases, "stirling") || keeper.Everywhere(SeeCases) || !all.Everywhere(SeeCases) {
		t.Error("what is of a whole authority is not told from what is of one person's cases")
	}
}
