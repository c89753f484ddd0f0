// Package rules holds the guidance as data: packs of timescales in YAML that
// a coordinator reads without Go, and Scotland's bank holidays.
//
// A pack cites every rule by document and paragraph, marks what is our own
// reading, and says who checked it, which is nobody until a practitioner has.
// Reading is strict: whatever is unknown, missing or impossible is refused,
// all of it at once, each fault with its file and line.
//
// # The shape of a pack
//
//	id, title, version            version is text: "1"
//	extends                       another pack's id; a rule of the same id replaces it whole, others are added
//	documents: [{id, title}]      what the rules cite
//	notes: [text]
//	rules:
//	  - id, duty
//	    source: [{document, paragraph, note}]
//	    reading: [text]           ours, where the source is silent
//	    force                     must, should, where possible
//	    counts_from: [event]      what starts the clock, in the words of deadline.ParseTrigger
//	    while                     registered, not registered: after that event
//	    limit: {number, unit}     and: {whichever, other: {number, unit}}, {before: planned}, {agreed: until}
//	    not_before: {number, unit}   what comes earlier does not meet
//	    met_by, falls_away_on: [event]
//	    repeat                    absorb (one clock at a time), each
//	    checked: {by, on}
//	no_fixed_limit: [{id, duty, source}]
//
// JSON, as "rules show" prints it, is read as well; there counts_from is
// called starts.
package rules

import (
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"
)

//go:embed packs/*.yaml
var packFiles embed.FS

// Default is the pack that holds where none is named.
const Default = "scotland-2014"

var builtinIDs = []string{"scotland-2014", "forth-valley", "fife", "scotland-2021"}

// List gives the ids of the built-in packs, the default first.
func List() []string { return slices.Clone(builtinIDs) }

// Builtin gives a built-in pack. The error names the packs there are.
func Builtin(id string) (*Pack, error) {
	if !slices.Contains(builtinIDs, id) {
		return nil, fmt.Errorf("%q is no built-in pack; accepted: %s", clip(id), strings.Join(builtinIDs, ", "))
	}
	packs, err := builtins()
	return packs[id], err
}

// builtins reads the built-in packs once. They are not changed afterwards.
var builtins = sync.OnceValues(func() (map[string]*Pack, error) {
	packs := map[string]*Pack{}
	for _, id := range builtinIDs {
		name, data, err := BuiltinFiles(id)
		if err != nil {
			return packs, err
		}
		if packs[id], err = Load(name, data, BuiltinFiles); err != nil {
			return packs, err
		}
	}
	return packs, nil
})

// BuiltinFiles finds the file of a built-in pack: the Resolver that knows no
// others.
func BuiltinFiles(id string) (name string, data []byte, err error) {
	if !slices.Contains(builtinIDs, id) {
		return "", nil, fmt.Errorf("%q is no pack that is known; accepted: %s", clip(id), strings.Join(builtinIDs, ", "))
	}
	name = "packs/" + id + ".yaml"
	data, err = packFiles.ReadFile(name)
	return name, data, err
}

// Known lists the ids of every rule that a built-in pack has, in order.
func Known() []string {
	packs, _ := builtins()
	var ids []string
	for _, p := range packs {
		for i := range p.Rules {
			ids = append(ids, p.Rules[i].ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
