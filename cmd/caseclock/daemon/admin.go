package daemon

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// bind takes the address of health and metrics.
func (d *Daemon) bind() (net.Listener, error) {
	l, err := net.Listen("tcp", d.Listen)
	if err != nil {
		return nil, fmt.Errorf("health and metrics: %w; another admin_listen, or port 0, is accepted", err)
	}
	return l, nil
}

// answerAt answers health and metrics and says where. What it returns closes
// the listener, after the answers in hand.
func (d *Daemon) answerAt(l net.Listener) (closeAdmin func()) {
	server := &http.Server{
		Handler:           d.Handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    8 << 10,
	}
	go func() {
		if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
			d.giveUp(fmt.Errorf("health and metrics: %w", err))
		}
	}()
	d.Log.Info().Str("admin", l.Addr().String()).Msg("listening")
	if d.Listening != nil {
		d.Listening(l.Addr().String())
	}
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}
}

// Handler answers /livez, /readyz and /metrics, and nothing else.
func (d *Daemon) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /livez", func(w http.ResponseWriter, _ *http.Request) {
		answer(w)(d.state.alive())
	})
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) {
		answer(w)(d.ready())
	})
	mux.Handle("GET /metrics", promhttp.HandlerFor(d.metrics(), promhttp.HandlerOpts{}))
	return mux
}

// ready says whether the daemon does its job, and why not.
func (d *Daemon) ready() (bool, string) {
	if d.Broken != nil {
		if err := d.Broken(); err != nil {
			return false, err.Error()
		}
	}
	if why := d.Doubt(); why != "" {
		return false, why
	}
	return d.state.ready(d.Now(), d.Schedule)
}

// answer says yes with status 200 or no with 503, and why.
func answer(w http.ResponseWriter) func(yes bool, why string) {
	return func(yes bool, why string) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		if !yes {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		_, _ = io.WriteString(w, why+"\n")
	}
}
