package app

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"strconv"
	"time"

	"hilo/app/backup"
	"hilo/app/httpd"
	"hilo/app/metrics"
	"hilo/app/notify"
)

// checkMetrics refuses an address for metrics that is none.
func (s *settings) checkMetrics() error {
	if _, _, err := net.SplitHostPort(s.Metrics); err != nil && s.Metrics != "" {
		return fmt.Errorf("HILO_METRICS must be host:port, like 127.0.0.1:9464, not %q", s.Metrics)
	}
	return nil
}

// serveMetrics answers Prometheus until ctx ends, if HILO_METRICS says where.
func (a *App) serveMetrics(ctx context.Context) error {
	if a.measured == nil {
		return nil
	}
	return httpd.ServeMetrics(ctx, a.measured, a.WriteMetrics)
}

// patience is how long the database may take for what is told of it.
const patience = 3 * time.Second

// WriteMetrics tells all there is to tell.
func (a *App) WriteMetrics(ctx context.Context, t *metrics.Text) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	a.writeRequests(t)
	a.writeStreams(t)
	a.writeDatabase(t)
	a.writeJobs(ctx, t)
	a.writeDeliveries(t)
	a.writeDisk(ctx, t)
	a.writeFiles(t)
	metrics.WriteProcess(t)
}

// writeRequests tells of routes by their pattern. What never came is left out, but for
// failures: an alert is to see the first.
func (a *App) writeRequests(t *metrics.Text) {
	t.Counter("hilo_http_requests_total", "Requests by route, method (GET is HEAD too) and class of status code; no route: other.")
	routes := a.Web.Routes()
	for _, r := range routes {
		for class := range r.Answers {
			if n := r.Answers[class].Load(); n > 0 || class == 5 {
				t.Value(float64(n), "route", orOther(r.Path), "method", orOther(r.Method), "code", strconv.Itoa(class)+"xx")
			}
		}
	}
	t.Histogram("hilo_http_seconds", "Time until answers were made, by route; a stream counts until it begins.")
	told := map[*metrics.Times]bool{}
	for _, r := range routes {
		if !told[r.Times] && r.Times.Any() {
			t.Times(r.Times, "route", orOther(r.Path))
		}
		told[r.Times] = true
	}
}

func orOther(name string) string {
	if name == "" {
		return "other"
	}
	return name
}

func (a *App) writeStreams(t *metrics.Text) {
	streams := a.Web.Streams()
	t.Gauge("hilo_streams", "Open streams.")
	t.Value(float64(streams.Open()))
	t.Gauge("hilo_streams_max", "Streams that this process has room for.")
	t.Value(float64(streams.Most))
	t.Counter("hilo_stream_deliveries_total", "Times that a stream was given news.")
	t.Value(float64(streams.Delivered()))
}

func (a *App) writeDatabase(t *metrics.Text) {
	t.Histogram("hilo_db_read_seconds", "Reads, each until its first row.")
	t.Times(a.DB.Times.Reads)
	t.Histogram("hilo_db_write_seconds", "Writes, from their turn until they are stored.")
	t.Times(a.DB.Times.Writes)
	t.Histogram("hilo_db_wait_seconds", "Writes, until their turn at the one writer.")
	t.Times(a.DB.Times.Waits)
}

// writeJobs tells of the queue. A database that does not answer is told as such.
func (a *App) writeJobs(ctx context.Context, t *metrics.Text) {
	depths, err := a.Box.Depths(ctx)
	t.Gauge("hilo_db_up", "Whether the database answers.")
	if err != nil {
		slog.Warn("the queue cannot be measured", "err", err)
		t.Value(0)
		return
	}
	t.Value(1)
	t.Gauge("hilo_jobs", "Jobs that are still to be done, by kind.")
	for _, d := range depths {
		t.Value(float64(d.Open), "kind", d.Kind)
	}
	t.Gauge("hilo_jobs_oldest_seconds", "How long ago the oldest of them could first have been done.")
	for _, d := range depths {
		t.Value(d.Oldest.Seconds(), "kind", d.Kind)
	}
	t.Gauge("hilo_jobs_given_up", "Jobs that were given up, by kind, and that somebody has to decide on: hilo jobs lists them.")
	for _, d := range depths {
		t.Value(float64(d.GivenUp), "kind", d.Kind)
	}
}

func (a *App) writeDeliveries(t *metrics.Text) {
	outcomes := func(o *notify.Outcomes) {
		t.Value(float64(o.Sent.Load()), "outcome", "sent")
		t.Value(float64(o.Refused.Load()), "outcome", "refused")
		t.Value(float64(o.Failed.Load()), "outcome", "failed")
	}
	t.Counter("hilo_mails_total", "Mails: sent, refused for good by the mail server, or failed and tried again.")
	outcomes(a.Notify.MailCounts)
	t.Counter("hilo_pushes_total", "Pushes: sent, refused for good, or failed and tried again.")
	outcomes(a.Notify.PushCounts)
	t.Gauge("hilo_mail_outage", "Whether something keeps all mails from leaving.")
	t.Value(truth(a.Notify.Outage() != nil))
	codes := a.Auth.Codes
	t.Counter("hilo_codes_total", "Codes: sent, withheld without a word, refused aloud (too many from one network), or typed wrong.")
	t.Value(float64(codes.Sent.Load()), "outcome", "sent")
	t.Value(float64(codes.Withheld.Load()), "outcome", "withheld")
	t.Value(float64(codes.Refused.Load()), "outcome", "refused")
	t.Value(float64(codes.Wrong.Load()), "outcome", "wrong")
}

func (a *App) writeDisk(ctx context.Context, t *metrics.Text) {
	t.Gauge("hilo_disk_free_bytes", "Room where the data lie.")
	t.Value(float64(a.Disk.Free()))
	t.Gauge("hilo_disk_room", "2: enough, 1: no files are taken, 0: one can only read and sign in.")
	t.Value(float64(2 - a.Disk.Room()))
	dir := "" // any: backups are made by hilo backup alone
	if a.set.backup != nil {
		dir = a.set.backup.dir
	}
	last, err := backup.Last(ctx, a.DB, dir)
	if err == nil && !last.IsZero() {
		t.Gauge("hilo_backup_last_success_timestamp_seconds", "When the last backup was made, of HILO_BACKUP if it is set, as Unix time.")
		t.Value(float64(last.Unix()))
	}
	if a.set.backup == nil {
		return
	}
	_, why := a.BackupFailure()
	t.Gauge("hilo_backup_failing", "Whether the last backup of HILO_BACKUP failed.")
	t.Value(truth(why != ""))
	t.Gauge("hilo_backup_interval_seconds", "How often a backup is due.")
	t.Value(a.set.backup.every.Seconds())
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
