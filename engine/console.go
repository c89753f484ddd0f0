package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"caseclock/intake"
	"caseclock/report/document"
	"caseclock/store"
)

// Console is the engine as the commands use it, for whoever owns the store: they
// see every case, and every look, search, export and report is in the audit
// trail, on the disk, before the answer is given, as at a desk.
type Console struct {
	*Engine
	who Who
}

// Console is the engine as a command uses it. Where no person is named, a look
// is put down to the account at the machine.
func (e *Engine) Console(w Who) *Console { return &Console{e, w.named()} }

// looked writes a look to the audit trail. No answer is given without it.
func (c *Console) looked(ctx context.Context, action, caseID, detail string) error {
	if err := c.store.Record(ctx, c.who.entry(action, caseID, detail)); err != nil {
		return fmt.Errorf("the look cannot be written down, so nothing is shown: %w", err)
	}
	return nil
}

// lookedAt writes down a look at the case of a reference, or at all where it is
// empty; one that is not there was searched for.
func (c *Console) lookedAt(ctx context.Context, ref, detail string) error {
	if ref == "" {
		return c.looked(ctx, "look", "", detail)
	}
	id, err := c.store.CaseID(ref)
	if errors.Is(err, store.ErrNotFound) {
		return c.looked(ctx, "search", "", "search: nothing")
	}
	if err != nil {
		return err
	}
	return c.looked(ctx, "look", id, detail)
}

// Story tells one case.
func (c *Console) Story(ctx context.Context, a Ask) (Story, error) {
	s, err := c.Engine.Story(ctx, a)
	if err := c.lookedAt(ctx, a.Case, "case"); err != nil {
		return Story{}, err
	}
	return s, err
}

// Explain says how each deadline that the words name was reached.
func (c *Console) Explain(ctx context.Context, x Explaining) ([]Explained, error) {
	all, err := c.Engine.Explain(ctx, x)
	if x.Case == "" {
		return all, err // refused, for want of a case
	}
	if err := c.lookedAt(ctx, x.Case, "explanation"); err != nil {
		return nil, err
	}
	return all, err
}

// Deadlines gives the deadlines asked for.
func (c *Console) Deadlines(ctx context.Context, a Ask, each func(Row) error) error {
	return listed(ctx, c, a, "deadlines", c.Engine.Deadlines, each)
}

// Queries gives the doubts about the data.
func (c *Console) Queries(ctx context.Context, a Ask, each func(QueryRow) error) error {
	return listed(ctx, c, a, "queries", c.Engine.Queries, each)
}

// listed gives a list after it wrote down how long it is.
func listed[R any](ctx context.Context, c *Console, a Ask, what string, list func(context.Context, Ask, func(R) error) error, each func(R) error) error {
	var rows []R
	err := list(ctx, a, func(r R) error {
		rows = append(rows, r)
		return nil
	})
	if err := c.lookedAt(ctx, a.Case, fmt.Sprintf("%s: %d listed", what, len(rows))); err != nil {
		return err
	}
	if err != nil {
		return err
	}
	return giveAll(rows, each)
}

// Document makes the report of a period.
func (c *Console) Document(ctx context.Context, a ReportAsk) (document.Report, error) {
	r, err := c.Engine.Document(ctx, a)
	if err == nil {
		a.For = cmp.Or(a.For, document.Internal)
		err = c.looked(ctx, "report", "", a.words())
	}
	if err != nil {
		return document.Report{}, err
	}
	return r, nil
}

// Issues gives every issued report.
func (c *Console) Issues(ctx context.Context, each func(Issue) error) error {
	if err := c.looked(ctx, "look", "", "the issued reports"); err != nil {
		return err
	}
	return c.Engine.Issues(ctx, each)
}

// Issued gives an issued report by its id.
func (c *Console) Issued(ctx context.Context, id string) (Issue, error) {
	x, err := c.Engine.Issued(ctx, id)
	if err == nil {
		err = c.looked(ctx, "report", "", "issued report "+x.ID)
	}
	if err != nil {
		return Issue{}, err
	}
	return x, nil
}

// IssuedFile writes a form of an issued report.
func (c *Console) IssuedFile(ctx context.Context, id, name string, w io.Writer) error {
	x, err := c.Engine.Issued(ctx, id)
	if err != nil {
		return err
	}
	if err := c.looked(ctx, "export", "", "issued report "+x.ID+": "+clip(name)); err != nil {
		return err
	}
	return c.Engine.IssuedFile(ctx, id, name, w)
}

// Again makes an issued report again.
func (c *Console) Again(ctx context.Context, id string) (Difference, error) {
	d, err := c.Engine.Again(ctx, id)
	if err == nil {
		err = c.looked(ctx, "report", "", "issued report "+d.Issue.ID+", made again")
	}
	if err != nil {
		return Difference{}, err
	}
	return d, nil
}

// Import reads files and records what they change. A plan alone, or one that
// tells of what stays as it is too, shows cases: it is written down first.
func (c *Console) Import(ctx context.Context, w Who, a ImportAsk, files []intake.File, tell func(ImportNews) error) (Brought, error) {
	if a.DryRun || a.Items {
		if err := c.looked(ctx, "look", "", "an import's plan"); err != nil {
			return Brought{}, err
		}
	}
	return c.Engine.Import(ctx, w, a, files, tell)
}

// Backup writes a copy of the whole store.
func (c *Console) Backup(ctx context.Context, to io.Writer) error {
	if err := c.store.Record(ctx, BackupEntry(c.who)); err != nil {
		return err
	}
	return c.store.Backup(ctx, to)
}

// BackupEntry is the entry of the audit trail that goes before a backup.
func BackupEntry(w Who) store.Entry {
	return w.named().entry("export", "", "a backup of the whole store")
}
