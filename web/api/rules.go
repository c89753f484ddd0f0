package api

import (
	"context"
	"encoding/json"
	"net/http"

	"caseclock/deadline"
	"caseclock/engine"
)

// Pack is a pack of rules.
type Pack struct {
	ID        string    `json:"id"`
	Title     string    `json:"title"`
	Version   string    `json:"version"`
	Digest    string    `json:"digest" doc:"SHA-256 of everything it says"`
	Rules     int       `json:"rules" doc:"How many timescales it has"`
	Unchecked int       `json:"unchecked" doc:"How many of them no practitioner has checked"`
	InForce   []InForce `json:"in_force" doc:"Where and from when it holds"`
}

// InForce is an authority that works to a pack.
type InForce struct {
	Authority *string       `json:"authority" doc:"null: cases whose authority has no packs of its own"`
	From      deadline.Date `json:"from" doc:"null: since ever"`
}

// PackList are the packs.
type PackList struct {
	Packs []Pack `json:"packs"`
}

func (a *API) addRules() {
	add(a, operation{id: "list-rules", method: http.MethodGet, path: "/rules", tag: "rules", summary: "List the packs of rules in force, and those built in"},
		func(ctx context.Context, _ *struct{}) (*struct{ Body PackList }, error) {
			packs, err := desk(ctx).RulePacks(ctx)
			if err != nil {
				return nil, err
			}
			return &struct{ Body PackList }{packsOf(packs)}, nil
		})
	add(a, operation{id: "get-rules", method: http.MethodGet, path: "/rules/{pack}", tag: "rules", summary: "A pack, as caseclock rules show --format json prints it", refusals: []int{404, 422}},
		func(ctx context.Context, in *struct {
			Pack string `path:"pack" maxLength:"100"`
		}) (*struct{ Body json.RawMessage }, error) {
			content, err := desk(ctx).RulePack(ctx, in.Pack)
			if err != nil {
				return nil, err
			}
			return &struct{ Body json.RawMessage }{content}, nil
		})
}

func packsOf(packs []engine.RulePack) PackList {
	out := PackList{[]Pack{}}
	for _, p := range packs {
		x := Pack{p.ID, p.Title, p.Version, p.Digest, p.Rules, p.Unchecked, []InForce{}}
		for _, f := range p.InForce {
			x.InForce = append(x.InForce, InForce{some(f.Authority), f.From})
		}
		out.Packs = append(out.Packs, x)
	}
	return out
}
