package api

import (
	"reflect"

	"caseclock/deadline"

	"github.com/danielgtaylor/huma/v2"
)

// registry makes the schemas of the document. The field's own words come from
// package deadline, so that a word that is added there is in the document.
func registry() huma.Registry {
	r := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	for of, is := range map[reflect.Type]reflect.Type{
		reflect.TypeFor[deadline.Date]():       reflect.TypeFor[dayOrNull](),
		reflect.TypeFor[deadline.Status]():     reflect.TypeFor[statusWord](),
		reflect.TypeFor[deadline.Conference](): reflect.TypeFor[conferenceOrNull](),
	} {
		r.RegisterTypeAlias(of, is)
	}
	return r
}

// dayOrNull is a day in an answer.
type dayOrNull struct{}

// Schema is a plain date.
func (dayOrNull) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Format: "date", Nullable: true, Description: "A day, YYYY-MM-DD; null: none"}
}

type statusWord struct{}

// Schema is how a deadline stands.
func (statusWord) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: anys(deadline.Statuses())}
}

type conferenceOrNull struct{}

// Schema is a kind of conference.
func (conferenceOrNull) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{Type: huma.TypeString, Enum: anys(deadline.Conferences()), Nullable: true, Description: "The kind of conference that started the clock; null: none did"}
}

func anys(words []string) []any {
	all := make([]any, len(words))
	for i, w := range words {
		all[i] = w
	}
	return all
}

// Own are the fields that an event carries by its kind. What is null or empty is
// absent.
type Own struct {
	Replaces      string `json:"replaces,omitempty" nullable:"true" maxLength:"200" doc:"Id of an earlier event of the case that this one corrects"`
	Authority     string `json:"authority,omitempty" nullable:"true" maxLength:"200" doc:"Id of the council that is responsible from that day on"`
	Chair         string `json:"chair,omitempty" nullable:"true" maxLength:"200" doc:"Id of the chair of the case's conferences"`
	Lead          string `json:"lead,omitempty" nullable:"true" maxLength:"200" doc:"Id of the lead professional"`
	Family        string `json:"family,omitempty" nullable:"true" maxLength:"200" doc:"A reference that brothers and sisters share; never a name"`
	RegisteredOn  string `json:"registered_on,omitempty" nullable:"true" format:"date"`
	LastReview    string `json:"last_review,omitempty" nullable:"true" format:"date"`
	LastCoreGroup string `json:"last_core_group,omitempty" nullable:"true" format:"date"`
	Subject       string `json:"subject,omitempty" nullable:"true" enum:"child,unborn"`
	EDD           string `json:"edd,omitempty" nullable:"true" format:"date" doc:"Expected date of delivery"`
	Direction     string `json:"direction,omitempty" nullable:"true" enum:"in,out"`
	Conference    string `json:"conference,omitempty" nullable:"true"`
	Planned       string `json:"planned,omitempty" nullable:"true" format:"date" doc:"The day a conference is called for"`
	Meeting       string `json:"meeting,omitempty" nullable:"true" maxLength:"200" doc:"A reference that the children of one meeting share"`
	Outcome       string `json:"outcome,omitempty" nullable:"true" enum:"registered,not-registered,continued,retained,deregistered,inquorate"`
	Until         string `json:"until,omitempty" nullable:"true" format:"date"`
	Next          string `json:"next,omitempty" nullable:"true" format:"date" doc:"The review date that the chair agreed"`
	Of            string `json:"of,omitempty" nullable:"true" format:"date" doc:"The day of the conference whose papers these are"`
	Cause         string `json:"cause,omitempty" nullable:"true" enum:"moved-away,died,pregnancy-ended,process-ended"`
}

// words fills the words in that package deadline owns.
func (Own) words(s *huma.Schema, kinds []string) *huma.Schema {
	s.Properties["event"].Enum = anys(kinds)
	s.Properties["conference"].Enum = anys(deadline.Conferences())
	for _, p := range s.Properties {
		p.PrecomputeMessages()
	}
	return s
}

// recordable are the kinds that are recorded as events: reasons and withdrawals
// have operations of their own.
func recordable() []string {
	var all []string
	for _, k := range deadline.Kinds() {
		if k != deadline.ReasonRecorded.String() && k != deadline.Withdrawn.String() {
			all = append(all, k)
		}
	}
	return all
}

// NewEvent is an event to record of a case.
type NewEvent struct {
	Event string `json:"event" doc:"What happened"`
	On    string `json:"on" format:"date" doc:"The day it happened"`
	Why   string `json:"why,omitempty" nullable:"true" maxLength:"500" doc:"With replaces: what was wrong with the entry that is corrected, without describing the child or the harm, nor naming anybody. Needed where a deadline out of timescale leaves the list by it"`
	Own
}

// TransformSchema fills the words in.
func (e NewEvent) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return e.words(s, recordable())
}

// BatchEvent is an event to record of the case with a reference.
type BatchEvent struct {
	Case string `json:"case" minLength:"1" maxLength:"60" doc:"The case system's reference of the case; never a name"`
	NewEvent
}

// TransformSchema fills the words in.
func (e BatchEvent) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return e.words(s, recordable())
}

// AnyEvent is an event as the files of the commands have it.
type AnyEvent struct {
	ID       string `json:"id,omitempty" nullable:"true" maxLength:"200"`
	Case     string `json:"case" minLength:"1" maxLength:"200"`
	Event    string `json:"event"`
	On       string `json:"on" format:"date"`
	Recorded string `json:"recorded,omitempty" nullable:"true" format:"date-time" doc:"Needed of each where known_at is given"`
	By       string `json:"by,omitempty" nullable:"true" maxLength:"200"`
	Source   string `json:"source,omitempty" nullable:"true" maxLength:"200"`
	Own
	Rule     string `json:"rule,omitempty" nullable:"true" maxLength:"200"`
	Start    string `json:"start,omitempty" nullable:"true" format:"date"`
	Category string `json:"category,omitempty" nullable:"true" maxLength:"200"`
	Text     string `json:"text,omitempty" nullable:"true" maxLength:"2000"`
	Proposed string `json:"proposed,omitempty" nullable:"true" format:"date"`
	AgreedBy string `json:"agreed_by,omitempty" nullable:"true" maxLength:"200"`
	Target   string `json:"target,omitempty" nullable:"true" maxLength:"200"`
	Why      string `json:"why,omitempty" nullable:"true" maxLength:"2000"`
}

// TransformSchema fills the words in.
func (e AnyEvent) TransformSchema(_ huma.Registry, s *huma.Schema) *huma.Schema {
	return e.words(s, deadline.Kinds())
}
