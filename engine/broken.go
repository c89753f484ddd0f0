package engine

import (
	"context"
	"fmt"

	"caseclock/store"
)

// underWay is the setting that names the source of an import that is recorded
// in several transactions, from the first of them to the last.
const underWay = "import-under-way"

// begun keeps that more than one transaction will be needed.
func (b *bringing) begun(ctx context.Context) error {
	if b.ask.DryRun || b.parts > 0 {
		return nil
	}
	return b.e.store.Set(ctx, underWay, []byte(b.sourceName()))
}

// ended keeps that the import came to its end.
func (b *bringing) ended(ctx context.Context) error {
	if b.ask.DryRun {
		return nil
	}
	switch source, err := brokenImport(b.e.store); {
	case err != nil:
		return err
	case source == b.sourceName():
		if err := b.e.store.Set(ctx, underWay, []byte{}); err != nil {
			return err
		}
	}
	return b.known.finished(b.source)
}

// BrokenImport says, in a sentence, which import was broken off between two of
// its transactions, so that half a file is counted; empty where none was, or
// where it is still under way.
func BrokenImport(st *store.Store) (string, error) {
	source, err := brokenImport(st)
	if source == "" {
		return "", err
	}
	return brokenImportText(source), err
}

func brokenImport(st *store.Store) (source string, err error) {
	content, err := st.Setting(underWay)
	return string(content), err
}

func brokenImportText(source string) string {
	return fmt.Sprintf("an import of %s is under way or was broken off, so only a part of it is counted; bring the same files in again", clip(source))
}
