package engine

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"caseclock/deadline"
	"caseclock/notify"
	"caseclock/store"
)

// HeadSettings say where the head of the store's log is kept besides: once a
// day, from a time of day on, as a file in a folder, by mail, or both. What lies
// there tells whether the store was rewritten, so it must be out of reach of
// those who can write to the store.
type HeadSettings struct {
	Folder string       // on another machine; empty: none
	MailTo string       // id of a person; empty: nobody
	At     notify.Clock // time of day in London
}

// LogHealth is how the store's log fares.
type LogHealth struct {
	Leaves  int       `json:"leaves"` // records
	Root    string    `json:"root"`
	Kept    time.Time `json:"kept"`    // when a head was last written elsewhere; zero: never
	Nowhere bool      `json:"nowhere"` // it is to be written nowhere
}

// headKept is what was last written elsewhere.
type headKept struct {
	Day    deadline.Date `json:"day"`
	At     time.Time     `json:"at"`
	Leaves int64         `json:"leaves"` // that the file, and those before it, have
	Filed  bool          `json:"filed"`
	Mailed bool          `json:"mailed"`
}

const headSetting = "log head kept"

func (e *Engine) headKept() (k headKept) {
	content, err := e.store.Setting(headSetting)
	if err != nil || json.Unmarshal(content, &k) != nil {
		return headKept{}
	}
	return k
}

// wakeHead writes the day's head elsewhere. What goes wrong there is a warning,
// and tried again with the next wake; an error is the store's.
func (e *Engine) wakeHead(ctx context.Context, now time.Time, found *found) error {
	h, today := e.HeadKept, deadline.DayOf(now)
	if h.Folder == "" && h.MailTo == "" || !h.At.Passed(now) || ctx.Err() != nil {
		return nil
	}
	k := e.headKept()
	if k.Day != today {
		k.Day, k.Filed, k.Mailed = today, h.Folder == "", h.MailTo == ""
	}
	before := k
	if !k.Filed {
		if err := e.fileHead(&k); err != nil {
			if stopped := e.store.Err(); stopped != nil {
				return stopped
			}
			found.Warnings = append(found.Warnings, fmt.Sprintf("the head of the log could not be written to head.folder, which is tried again: %v", err))
		}
	}
	if !k.Mailed {
		if err := e.mailHead(ctx, now, &k, found); err != nil {
			return err
		}
	}
	if k == before {
		return nil
	}
	k.At = now
	content, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return e.store.Set(context.WithoutCancel(ctx), headSetting, content)
}

// fileHead writes the day's head with the leaves since the last one in the
// folder. A file that is there is never written over.
func (e *Engine) fileHead(k *headKept) error {
	from := k.Leaves
	if there, _ := filepath.Glob(filepath.Join(e.HeadKept.Folder, HeadFiles)); len(there) == 0 {
		from = 0
	}
	c, err := e.store.LogCopy(from)
	if err != nil {
		return err
	}
	path := filepath.Join(e.HeadKept.Folder, strings.Replace(HeadFiles, "*", k.Day.String(), 1))
	err = writeOnce(path, c)
	if errors.Is(err, fs.ErrExist) {
		k.Filed = true
		return nil
	}
	if err == nil {
		k.Filed, k.Leaves = true, c.Leaves
	}
	return err
}

// writeOnce writes a head under another name, and gives it its own unless there
// is a file of that name.
func writeOnce(path string, c store.LogCopy) error {
	temp := path + ".new"
	f, err := os.OpenFile(temp, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = c.WriteTo(f)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		if _, there := os.Lstat(path); there == nil {
			err = fs.ErrExist
		} else {
			err = os.Rename(temp, path)
		}
	}
	if err != nil {
		_ = os.Remove(temp)
	}
	return err
}

func (e *Engine) mailHead(ctx context.Context, now time.Time, k *headKept, found *found) error {
	h, err := e.store.LogHead()
	if err != nil {
		return err
	}
	l := e.ledger(context.WithoutCancel(ctx))
	lines := strings.Split(strings.TrimSuffix(h.String(), "\n"), "\n")
	r, told, err := e.notifier(l).TellHead(ctx, now, notify.LogHead{Lines: lines, MailTo: e.HeadKept.MailTo})
	found.add(&r)
	k.Mailed = told
	if err == nil {
		err = l.failed
	}
	return err
}

// headOverdue is how long a head may lie back before somebody is told.
const headOverdue = 36 * time.Hour

// logHealth tells how the log fares, and warns where its head was not written
// elsewhere of late.
func (e *Engine) logHealth() (LogHealth, string, error) {
	h, err := e.store.LogHead()
	if errors.Is(err, store.ErrNoLog) {
		return LogHealth{Nowhere: true}, "", nil
	}
	k := e.headKept()
	out := LogHealth{Leaves: int(h.Leaves), Root: strings.Split(h.String(), "\n")[2], Kept: k.At, Nowhere: e.HeadKept.Folder == "" && e.HeadKept.MailTo == ""}
	if out.Nowhere || e.Now().Sub(k.At) <= headOverdue || e.Now().Sub(e.store.Created()) <= headOverdue {
		return out, "", err
	}
	return out, "the head of the log was not written elsewhere for more than " + headOverdue.String() + "; see head in the configuration", err
}
