package engine

import (
	"context"
	"encoding/json"
	"errors"
	"slices"

	"caseclock/access"
	"caseclock/report/document"
	"caseclock/report/draw"
	"caseclock/store"
)

// IssuedReports lists the issued reports that the viewer may read, the last
// first.
func (d *Desk) IssuedReports(context.Context) ([]Issue, error) {
	if !d.v.May(access.ReadReports) && !d.v.May(access.ReadFigures) {
		return nil, ErrNotAllowed
	}
	all, err := d.e.store.Issues()
	if err != nil {
		return nil, err
	}
	var mine []Issue
	for i := range all {
		if d.mayReadIssued(&all[i]) {
			mine = append(mine, d.shown(&all[i]))
		}
	}
	slices.Reverse(mine)
	return mine, nil
}

// mayReadIssued says whether the viewer may read an issued report. One that is
// parted by chair, or whose making cannot be read, is for who sees figures,
// whatever it says of its readers.
func (d *Desk) mayReadIssued(x *store.Issue) bool {
	var facts issueFacts
	act := actOfReading(document.Audience(x.For))
	if err := json.Unmarshal(x.Facts, &facts); err != nil || facts.By != "" || facts.Compare != "" {
		act = access.ReadFigures
	}
	return d.mayWith(act, x.Authority)
}

// shown is an issue as the viewer may see it: how many cases were looked at is a
// figure like others.
func (d *Desk) shown(x *store.Issue) Issue {
	i := issueOf(x)
	if !d.mayWith(access.ReadFigures, x.Authority) {
		i.CasesSeen, i.Digest = 0, ""
	}
	return i
}

// IssuedReport gives an issued report by its id. One that the viewer may not
// read is ErrNotThere.
func (d *Desk) IssuedReport(ctx context.Context, id string) (Issue, error) {
	x, err := d.issuedFor(id)
	if err != nil {
		return Issue{}, err
	}
	if err := d.looked(ctx, "report", "", "issued report "+x.ID); err != nil {
		return Issue{}, err
	}
	return d.shown(&x), nil
}

func (d *Desk) issuedFor(id string) (store.Issue, error) {
	x, err := d.e.store.Issue(id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !d.mayReadIssued(&x) {
		return store.Issue{}, ErrNotThere
	}
	return x, err
}

// IssuedReportForm gives a form of an issued report, byte for byte as it was
// issued; the printed one is printed now from the page as it was issued.
func (d *Desk) IssuedReportForm(ctx context.Context, id, name string) (draw.File, error) {
	x, err := d.issuedFor(id)
	if err != nil {
		return draw.File{}, err
	}
	var files []draw.File
	for _, f := range x.Files {
		files = append(files, draw.File{Name: f.Name, Media: f.Media, Bytes: f.Bytes})
	}
	return d.takeForm(ctx, files, name, "issued report "+x.ID)
}

// Prints says whether a report can be had as a PDF.
func (d *Desk) Prints() bool { return d.e.Chromium != "" }
