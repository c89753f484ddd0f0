package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"time"

	"caseclock/engine"
	"caseclock/intake"
	"caseclock/report/document"
	"caseclock/store"
)

// daemonDesk has the use cases carried out by the running daemon, through its
// socket.
type daemonDesk struct{ client *http.Client }

// dialDaemon finds the daemon; nil where none answers.
func dialDaemon(socket string) *daemonDesk {
	c, err := net.DialTimeout("unix", socket, 2*time.Second)
	if err != nil {
		return nil
	}
	_ = c.Close()
	return &daemonDesk{&http.Client{Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, "unix", socket)
		}}}}
}

// Close ends the conversation.
func (d *daemonDesk) Close() error {
	d.client.CloseIdleConnections()
	return nil
}

// post sends a body and hands each frame of the answer on until the last.
func (d *daemonDesk) post(ctx context.Context, use, media string, body io.Reader, frame func(*engine.Frame) error) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://caseclock"+engine.SocketPath+use, body)
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", media)
	answer, err := d.client.Do(r)
	if err != nil {
		return fmt.Errorf("the daemon does not answer: %w", err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the daemon answers %s to %q; accepted is a daemon of this version", answer.Status, use)
	}
	frames := json.NewDecoder(bufio.NewReaderSize(answer.Body, 1<<16))
	for {
		var f engine.Frame
		if err := frames.Decode(&f); err != nil {
			return fmt.Errorf("the daemon broke off; what was asked for may or may not have been done: %w", err)
		}
		switch {
		case f.Refused != nil:
			return f.Refused
		case f.Failed != "":
			return errors.New(f.Failed)
		}
		if err := frame(&f); err != nil || f.Done != nil {
			return err
		}
	}
}

func requestBody(w engine.Who, ask any) ([]byte, error) {
	content, err := json.Marshal(ask)
	if err != nil {
		return nil, err
	}
	return json.Marshal(engine.Request{Who: w, Ask: content})
}

// askDaemon puts one question and reads rows, bytes and the last word.
func askDaemon[A any](ctx context.Context, d *daemonDesk, use string, w engine.Who, ask any, frame func(*engine.Frame) error) (done A, err error) {
	body, err := requestBody(w, ask)
	if err != nil {
		return done, err
	}
	err = d.post(ctx, use, "application/json", bytes.NewReader(body), func(f *engine.Frame) error {
		if f.Done != nil {
			return json.Unmarshal(f.Done, &done)
		}
		return frame(f)
	})
	return done, err
}

func noRows(*engine.Frame) error { return nil }

// rowsTo reads the rows of an answer.
func rowsTo[R any](each func(R) error) func(*engine.Frame) error {
	return func(f *engine.Frame) error {
		var r R
		if err := json.Unmarshal(f.Row, &r); err != nil {
			return err
		}
		return each(r)
	}
}

func bytesTo(w io.Writer) func(*engine.Frame) error {
	return func(f *engine.Frame) error {
		_, err := w.Write(f.Bytes)
		return err
	}
}

// Record records an event.
func (d *daemonDesk) Record(ctx context.Context, w engine.Who, e engine.Entry) (engine.Recorded, error) {
	return askDaemon[engine.Recorded](ctx, d, "record", w, e, noRows)
}

// Withdraw takes an event back.
func (d *daemonDesk) Withdraw(ctx context.Context, w engine.Who, q engine.Withdrawal) (engine.Recorded, error) {
	return askDaemon[engine.Recorded](ctx, d, "withdraw", w, q, noRows)
}

// RecordReason records a reason.
func (d *daemonDesk) RecordReason(ctx context.Context, w engine.Who, r engine.Reason) (engine.Recorded, error) {
	return askDaemon[engine.Recorded](ctx, d, "reason", w, r, noRows)
}

// Deadlines lists deadlines.
func (d *daemonDesk) Deadlines(ctx context.Context, q engine.Ask, each func(engine.Row) error) error {
	_, err := askDaemon[struct{}](ctx, d, "deadlines", engine.Who{}, q, rowsTo(each))
	return err
}

// Queries lists doubts about the data.
func (d *daemonDesk) Queries(ctx context.Context, q engine.Ask, each func(engine.QueryRow) error) error {
	_, err := askDaemon[struct{}](ctx, d, "queries", engine.Who{}, q, rowsTo(each))
	return err
}

// Story tells a case.
func (d *daemonDesk) Story(ctx context.Context, q engine.Ask) (engine.Story, error) {
	return askDaemon[engine.Story](ctx, d, "story", engine.Who{}, q, noRows)
}

// Explain explains deadlines.
func (d *daemonDesk) Explain(ctx context.Context, x engine.Explaining) ([]engine.Explained, error) {
	return askDaemon[[]engine.Explained](ctx, d, "explain", engine.Who{}, x, noRows)
}

// Document makes the committee's report.
func (d *daemonDesk) Document(ctx context.Context, q engine.ReportAsk) (document.Report, error) {
	return askDaemon[document.Report](ctx, d, "report", engine.Who{}, q, rowsTo(func(cases int) error {
		if q.Progress != nil {
			q.Progress(cases)
		}
		return nil
	}))
}

// Backup writes a consistent copy of the store.
func (d *daemonDesk) Backup(ctx context.Context, w io.Writer) error {
	_, err := askDaemon[struct{}](ctx, d, "backup", engine.Who{}, struct{}{}, bytesTo(w))
	return err
}

// Verify has the daemon check every record.
func (d *daemonDesk) Verify(ctx context.Context) (store.Report, error) {
	return askDaemon[store.Report](ctx, d, "verify", engine.Who{}, struct{}{}, noRows)
}

// Prove writes a proof of one record.
func (d *daemonDesk) Prove(ctx context.Context, q engine.ProveAsk, w io.Writer) error {
	_, err := askDaemon[struct{}](ctx, d, "prove", who(""), q, bytesTo(w))
	return err
}

// Import sends files; the daemon reads them once they are there whole.
func (d *daemonDesk) Import(ctx context.Context, w engine.Who, q engine.ImportAsk, files []intake.File, tell func(engine.ImportNews) error) (done engine.Brought, err error) {
	head, err := requestBody(w, q)
	if err != nil {
		return done, err
	}
	from, to := io.Pipe()
	form := multipart.NewWriter(to)
	go func() { _ = to.CloseWithError(sendForm(form, head, files)) }()
	defer from.Close()
	news := rowsTo(tell)
	err = d.post(ctx, "import", form.FormDataContentType(), from, func(f *engine.Frame) error {
		if f.Done != nil {
			return json.Unmarshal(f.Done, &done)
		}
		return news(f)
	})
	return done, err
}

func sendForm(form *multipart.Writer, head []byte, files []intake.File) error {
	part, err := form.CreateFormField("request")
	if err != nil {
		return err
	}
	if _, err := part.Write(head); err != nil {
		return err
	}
	for _, f := range files {
		if err := sendFile(form, f); err != nil {
			return err
		}
	}
	return form.Close()
}

func sendFile(form *multipart.Writer, f intake.File) error {
	h := textproto.MIMEHeader{}
	h.Set("Content-Disposition", `form-data; name="file"; filename="file"`)
	h.Set("Content-Type", "application/octet-stream")
	h.Set(engine.FileNameHeader, engine.FileNameText(f.Name))
	part, err := form.CreatePart(h)
	if err != nil {
		return err
	}
	content, err := f.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(part, content)
	return errors.Join(err, content.Close())
}
