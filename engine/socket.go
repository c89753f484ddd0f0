package engine

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"os"
	"syscall"
	"time"

	"caseclock/intake"
	"caseclock/store"
)

// The socket speaks HTTP: POST to SocketPath and the name of a use case. What
// comes is a Request (an import: a form whose first part "request" is one and
// whose other parts are files); what goes back is frames, one JSON value a
// line, the last of which has done, refused or failed.
const (
	SocketPath  = "/v1/"
	framesMedia = "application/x-ndjson"
)

// Request is what a command asks of the daemon.
type Request struct {
	Who Who             `json:"who"`
	Ask json.RawMessage `json:"ask"`
}

// Frame is one line of an answer.
type Frame struct {
	Row     json.RawMessage `json:"row,omitempty"`
	Bytes   []byte          `json:"bytes,omitempty"`
	Done    json.RawMessage `json:"done,omitempty"`
	Refused *Refused        `json:"refused,omitempty"`
	Failed  string          `json:"failed,omitempty"`
}

// Listen opens the socket: for its owner alone (mode 0600). A socket that
// nobody answers on is left over from a daemon that was killed, and is
// replaced.
func Listen(path string) (net.Listener, error) {
	if _, err := os.Lstat(path); err == nil {
		c, err := net.DialTimeout("unix", path, time.Second)
		if err == nil {
			_ = c.Close()
			return nil, fmt.Errorf("socket %s: another daemon answers on it; accepted is one daemon a store", path)
		}
		if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeSocket == 0 {
			return nil, fmt.Errorf("socket %s: there is a file of that name that is no socket; accepted is a name that is free", path)
		}
		if err := os.Remove(path); err != nil {
			return nil, fmt.Errorf("socket %s: %w", path, err)
		}
	}
	before := syscall.Umask(0o177)
	l, err := net.Listen("unix", path)
	syscall.Umask(before)
	if err != nil {
		return nil, fmt.Errorf("socket %s: %w; accepted is a path of about 100 characters at most in a directory that can be written to", path, err)
	}
	return l, nil
}

// ServeSocket answers commands until ctx ends, then finishes what is in hand.
func (e *Engine) ServeSocket(ctx context.Context, l net.Listener) error {
	s := &http.Server{Handler: e.Handler(), ReadHeaderTimeout: 10 * time.Second, ErrorLog: log.New(e.Log, "", 0),
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, peerKey{}, peerOf(c))
		}}
	ended := make(chan error, 1)
	go func() {
		<-ctx.Done()
		patience, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		ended <- s.Shutdown(patience)
	}()
	if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-ended
}

type peerKey struct{}

// Handler answers the use cases by name.
func (e *Engine) Handler() http.Handler {
	mux := http.NewServeMux()
	answer := func(name string, h func(context.Context, *exchange) (any, error)) {
		mux.HandleFunc("POST "+SocketPath+name, func(w http.ResponseWriter, r *http.Request) { e.exchange(w, r, h) })
	}
	answer("record", answerOne(e.Record))
	answer("withdraw", answerOne(e.Withdraw))
	answer("reason", answerOne(e.RecordReason))
	answer("deadlines", func(ctx context.Context, x *exchange) (any, error) { return answerRows(ctx, x, x.console(e).Deadlines) })
	answer("queries", func(ctx context.Context, x *exchange) (any, error) { return answerRows(ctx, x, x.console(e).Queries) })
	answer("story", answerOne(func(ctx context.Context, w Who, a Ask) (Story, error) { return e.Console(w).Story(ctx, a) }))
	answer("explain", answerOne(func(ctx context.Context, w Who, x Explaining) ([]Explained, error) {
		return e.Console(w).Explain(ctx, x)
	}))
	answer("report", e.answerReport)
	e.answerIssued(answer)
	e.answerAccounts(answer)
	e.answerRetention(answer)
	answer("import", e.answerImport)
	answer("backup", e.answerBackup)
	answer("head", answerBytes(func(_ context.Context, _ *exchange, q HeadAsk, to io.Writer) error { return LogHead(e.store, q, to) }))
	answer("prove", answerBytes(func(ctx context.Context, x *exchange, q ProveAsk, to io.Writer) error {
		return x.console(e).Prove(ctx, q, to)
	}))
	e.answerKeys(answer)
	answer("health", answerOne(func(ctx context.Context, _ Who, _ struct{}) (Health, error) { return e.health(ctx) }))
	answer("verify", answerOne(func(ctx context.Context, _ Who, _ struct{}) (store.Report, error) { return e.store.Verify(ctx) }))
	return mux
}

// exchange is one request and its answer under way.
type exchange struct {
	request Request
	http    *http.Request
	form    *multipart.Reader // of an import
	frames  *json.Encoder
	flush   func()
}

func (x *exchange) row(v any) error {
	content, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return x.frames.Encode(Frame{Row: content})
}

// Write sends bytes that the command writes as they are.
func (x *exchange) Write(p []byte) (int, error) {
	return len(p), x.frames.Encode(Frame{Bytes: p})
}

// longestRequest is how many bytes a request may have, its files apart.
const longestRequest = 1 << 20

func (e *Engine) exchange(w http.ResponseWriter, r *http.Request, answer func(context.Context, *exchange) (any, error)) {
	w.Header().Set("Content-Type", framesMedia)
	control := http.NewResponseController(w)
	_ = control.EnableFullDuplex()
	x := &exchange{http: r, frames: json.NewEncoder(w), flush: func() { _ = control.Flush() }}
	var done any
	err := x.read()
	if err == nil {
		done, err = answer(r.Context(), x)
	}
	// What the peer still sends is read before the answer ends: a body left
	// unread would be read again behind it.
	_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, longestRequest))
	_ = x.frames.Encode(lastFrame(done, err))
}

func lastFrame(done any, err error) Frame {
	var refused *Refused
	content, failed := json.Marshal(done)
	switch {
	case errors.As(err, &refused):
		return Frame{Refused: refused}
	case err != nil:
		return Frame{Failed: err.Error()}
	case failed != nil:
		return Frame{Failed: failed.Error()}
	}
	return Frame{Done: content}
}

// read takes the request from the body or from the first part of a form.
func (x *exchange) read() error {
	body := io.Reader(x.http.Body)
	if form, err := x.http.MultipartReader(); err == nil {
		first, err := form.NextPart()
		if err != nil || first.FormName() != "request" {
			return refuse("the form's first part is not the request")
		}
		x.form, body = form, first
	}
	d := json.NewDecoder(io.LimitReader(body, longestRequest))
	d.DisallowUnknownFields()
	if err := d.Decode(&x.request); err != nil {
		return refuse("the request cannot be read: %w; accepted is one of this version", err)
	}
	x.request.Who.Door = "socket"
	x.request.Who.Peer, _ = x.http.Context().Value(peerKey{}).(string)
	return nil
}

func (x *exchange) ask(into any) error {
	d := json.NewDecoder(bytes.NewReader(x.request.Ask))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return refuse("the request cannot be read: %w; accepted is one of this version", err)
	}
	return nil
}

// answerOne answers with one value.
func answerOne[Q, A any](use func(context.Context, Who, Q) (A, error)) func(context.Context, *exchange) (any, error) {
	return func(ctx context.Context, x *exchange) (any, error) {
		var q Q
		if err := x.ask(&q); err != nil {
			return nil, err
		}
		return use(ctx, x.request.Who, q)
	}
}

// answerRows answers with many values.
func answerRows[R any](ctx context.Context, x *exchange, use func(context.Context, Ask, func(R) error) error) (any, error) {
	var q Ask
	if err := x.ask(&q); err != nil {
		return nil, err
	}
	return struct{}{}, use(ctx, q, func(r R) error { return x.row(r) })
}

// answerBytes answers with bytes.
func answerBytes[Q any](use func(context.Context, *exchange, Q, io.Writer) error) func(context.Context, *exchange) (any, error) {
	return func(ctx context.Context, x *exchange) (any, error) {
		var q Q
		if err := x.ask(&q); err != nil {
			return nil, err
		}
		return struct{}{}, use(ctx, x, q, x)
	}
}

// console is the engine for who asks.
func (x *exchange) console(e *Engine) *Console { return e.Console(x.request.Who) }

func (e *Engine) answerReport(ctx context.Context, x *exchange) (any, error) {
	var q ReportAsk
	if err := x.ask(&q); err != nil {
		return nil, err
	}
	q.Progress = x.progress
	return x.console(e).Document(ctx, q)
}

func (e *Engine) answerBackup(ctx context.Context, x *exchange) (any, error) {
	if err := x.console(e).Backup(ctx, x); err != nil {
		return struct{}{}, err
	}
	return struct{}{}, e.keepBackup(ctx)
}

func (e *Engine) answerImport(ctx context.Context, x *exchange) (any, error) {
	var q ImportAsk
	if err := x.ask(&q); err != nil {
		return nil, err
	}
	files, done, err := x.files()
	defer done()
	if err != nil {
		return nil, err
	}
	return x.console(e).Import(ctx, x.request.Who, q, files, func(n ImportNews) error {
		err := x.row(n)
		if n.Progress != nil {
			x.flush()
		}
		return err
	})
}

// files keeps the form's files until done is called, because an import reads
// them twice.
func (x *exchange) files() (files []intake.File, done func(), err error) {
	var spools []*Spool
	done = func() {
		for _, s := range spools {
			_ = s.Close()
		}
	}
	if x.form == nil {
		return nil, done, refuse("files: none were sent")
	}
	for {
		part, err := x.form.NextRawPart()
		if errors.Is(err, io.EOF) {
			return files, done, nil
		}
		if err != nil {
			return nil, done, fmt.Errorf("the files were not sent whole; nothing was imported: %w", err)
		}
		s, err := NewSpool(part)
		if err != nil {
			return nil, done, fmt.Errorf("the files were not sent whole; nothing was imported: %w", err)
		}
		spools = append(spools, s)
		files = append(files, intake.File{Name: fileName(part), Size: s.Size, Open: s.Open})
	}
}

// FileNameHeader names a file of an import as the command gave it, folders and
// all: it stands in faults and in the events' source.
const FileNameHeader = "Caseclock-Name"

// FileNameText writes a name so that a header can hold it.
func FileNameText(name string) string { return url.PathEscape(name) }

func fileName(p *multipart.Part) string {
	if name, err := url.PathUnescape(p.Header.Get(FileNameHeader)); err == nil && name != "" {
		return name
	}
	return "file"
}
