package daemon

import (
	"slices"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// metrics are the daemon's own registry. A label holds a rule id or a word of
// ours, never a case reference.
func (d *Daemon) metrics() *prometheus.Registry {
	r := prometheus.NewRegistry()
	r.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), collector{d})
	return r
}

func metric(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc("caseclock_"+name, help, labels, nil)
}

var (
	metricBuild       = metric("build_info", "The version that runs; always 1.", "version")
	metricCases       = metric("cases", "Cases looked at in the last evaluation.")
	metricTrouble     = metric("cases_in_trouble", "Cases that the last evaluation could not reckon.")
	metricDamaged     = metric("damaged_records", "Records that are not as they were written, when the store was last verified.")
	metricOpen        = metric("open_deadlines", "Deadlines neither met nor ended.")
	metricBreaches    = metric("breaches", "Deadlines out of timescale, by rule.", "rule")
	metricRefused     = metric("messages_refused", "Messages of the last 7 days that the mail server refused for good.")
	metricUnproven    = metric("mail_unproven", "1 while nothing shows that mail gets out, where canary mails are sent.")
	metricUnexplained = metric("breaches_unexplained", "Breaches without a reason or a proposed date that holds.")
	metricOwed        = metric("alerts_owed", "Alerts owed and not yet accepted by a mail server.")
	metricSent        = metric("alerts_sent_total", "Alerts accepted by a mail server since the start.")
	metricFailed      = metric("alerts_failed_total", "Attempts to send that were refused or broken off since the start.")
	metricLast        = metric("last_evaluation_timestamp_seconds", "When the last evaluation that finished began.")
	metricTook        = metric("last_evaluation_duration_seconds", "How long the last evaluation that finished took.")
	metricWakes       = metric("evaluations_total", "Evaluations since the start, by how they ended.", "result")
	metricJumps       = metric("clock_jumps_total", "Times that the clock jumped or the machine slept.")
	metricDoubt       = metric("clock_doubted", "1 while the machine's clock is not believed, after a jump.")
)

// collector gives the metrics of one moment together.
type collector struct{ d *Daemon }

// Describe names the metrics.
func (c collector) Describe(to chan<- *prometheus.Desc) {
	for _, m := range []*prometheus.Desc{metricBuild, metricCases, metricTrouble, metricDamaged, metricOpen, metricBreaches, metricUnexplained, metricRefused, metricUnproven,
		metricOwed, metricSent, metricFailed, metricLast, metricTook, metricWakes, metricJumps, metricDoubt} {
		to <- m
	}
}

// Collect reads the state.
func (c collector) Collect(to chan<- prometheus.Metric) {
	s := c.d.state
	s.mu.Lock()
	defer s.mu.Unlock()
	gauge := func(m *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(m, prometheus.GaugeValue, v, labels...)
	}
	count := func(m *prometheus.Desc, n int, labels ...string) {
		to <- prometheus.MustNewConstMetric(m, prometheus.CounterValue, float64(n), labels...)
	}
	gauge(metricBuild, 1, c.d.Version)
	count(metricSent, s.sent)
	count(metricFailed, s.failed)
	count(metricWakes, s.finished, "finished")
	count(metricWakes, s.errors, "failed")
	count(metricWakes, s.panicked, "panicked")
	count(metricJumps, s.jumps)
	gauge(metricDoubt, oneIf(s.doubts))
	if s.last.IsZero() {
		return
	}
	gauge(metricCases, float64(s.summary.Cases))
	gauge(metricTrouble, float64(s.summary.CasesInTrouble))
	gauge(metricDamaged, float64(s.summary.Damaged))
	gauge(metricOpen, float64(s.summary.OpenDeadlines))
	gauge(metricUnexplained, float64(s.summary.Unexplained))
	gauge(metricRefused, float64(s.summary.Refused))
	gauge(metricUnproven, oneIf(s.summary.Unproven != ""))
	gauge(metricOwed, float64(s.summary.Owed))
	gauge(metricLast, float64(s.last.UnixMilli())/1000)
	gauge(metricTook, s.took.Seconds())
	for rule, n := range c.d.byRule(s.summary.BreachesByRule) {
		gauge(metricBreaches, float64(n), rule)
	}
}

func oneIf(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

// byRule counts breaches for every rule there is, so that a series does not
// vanish when it becomes 0; whatever is no rule's id is counted as "other",
// so that nothing else can become a label.
func (d *Daemon) byRule(found map[string]int) map[string]int {
	counts := map[string]int{}
	for _, rule := range d.Rules {
		counts[rule] = 0
	}
	for rule, n := range found {
		if !slices.Contains(d.Rules, rule) {
			rule = "other"
		}
		counts[rule] += n
	}
	return counts
}
