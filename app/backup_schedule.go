package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"hilo/app/backup"
)

// schedule is HILO_BACKUP: where backups go while the installation is served, and how often.
type schedule struct {
	dir     string
	every   time.Duration
	keep    int
	secrets bool
}

const (
	leastEvery   = time.Minute // between backups
	longestRetry = time.Hour   // after a failed one
)

// readSchedule reads where backups go, which is outside of what they are of.
func (s *settings) readSchedule() (err error) {
	if s.backup, err = parseSchedule(s.Backup); err != nil || s.backup == nil {
		return err
	}
	if s.backup.dir, err = backup.Outside(s.backup.dir, filepath.Dir(s.Database), s.filesDir()); err != nil {
		return fmt.Errorf("HILO_BACKUP: %w", err)
	}
	return nil
}

// parseSchedule reads DIR?every=24h&keep=14&secrets=on. The folder alone: daily, for two
// weeks, without the keys. nil: none.
func parseSchedule(text string) (*schedule, error) {
	if text == "" {
		return nil, nil
	}
	s := &schedule{every: 24 * time.Hour, keep: 14}
	dir, rest, _ := strings.Cut(text, "?")
	how, err := url.ParseQuery(rest)
	for name := range how {
		var wrong error
		switch value := how.Get(name); name {
		case "every":
			s.every, wrong = time.ParseDuration(value)
		case "keep":
			s.keep, wrong = strconv.Atoi(value)
		case "secrets":
			if s.secrets = value == "on"; !s.secrets && value != "off" {
				wrong = errors.New("on or off")
			}
		default:
			wrong = errors.New("unknown")
		}
		err = errors.Join(err, wrong)
	}
	if err != nil || dir == "" || s.every < leastEvery || s.keep < 1 {
		return nil, fmt.Errorf("HILO_BACKUP must be like /mnt/backups?every=24h&keep=14, with secrets=on for the keys too, and not more than one a minute; it is %q", text)
	}
	s.dir = dir
	return s, nil
}

// keepBackups makes those backups until ctx ends, on one node at a time.
func (a *App) keepBackups(ctx context.Context) error {
	if a.set.backup == nil {
		return nil
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(a.untilBackup(ctx)):
		}
		a.MakeBackup(ctx)
	}
}

// MakeBackup makes one of those backups now, and keeps how it went.
func (a *App) MakeBackup(ctx context.Context) {
	ours, err := a.DB.Alone(ctx, a.now, "backup", func(ctx context.Context) error {
		made, err := a.backUp(ctx, a.set.backup.dir, backup.Options{Keep: a.set.backup.keep, Secrets: a.set.backup.secrets})
		if errors.Is(err, ErrFilesMissing) {
			slog.Error("files are missing in the backup, or are not what they were", "files", made.Missing)
			err = fmt.Errorf("%s was made, but %d files are missing in it: the log names them", made.Path, len(made.Missing))
		} else if err == nil {
			slog.Info("backup made", "at", made.Path, "files", made.Files, "new", made.New, "dropped", len(made.Dropped))
		}
		return err
	})
	if ctx.Err() == nil && (ours || err != nil) {
		a.noteBackup(err)
	}
}

// untilBackup is how long the next backup is away: a little later than it is due, so that
// not all installations of a disk begin at once.
func (a *App) untilBackup(ctx context.Context) time.Duration {
	s := a.set.backup
	if a.failing.Load() != nil {
		return min(s.every, longestRetry) + jitter(s.every)
	}
	last, err := backup.Last(ctx, a.DB, s.dir)
	if err != nil {
		slog.Warn("when the last backup was is not known", "err", err)
	}
	if last.After(a.now()) { // the clock was wrong, or is
		last = time.Time{}
	}
	return max(last.Add(s.every).Sub(a.now()), 0) + jitter(s.every)
}

// jitter is up to a tenth of the time between two backups, or of an hour.
func jitter(every time.Duration) time.Duration {
	return time.Duration(rand.Float64() * float64(min(every, longestRetry)) / 10)
}

// backupFailure is why the backups of HILO_BACKUP fail, and since when.
type backupFailure struct {
	since time.Time
	why   string
}

// BackupFailure is why the last of those backups failed, and since when they do; "" where it went well.
func (a *App) BackupFailure() (since time.Time, why string) {
	if f := a.failing.Load(); f != nil {
		return f.since, f.why
	}
	return since, ""
}

// noteBackup keeps how the last backup went.
func (a *App) noteBackup(err error) {
	switch was := a.failing.Load(); {
	case err == nil:
		a.failing.Store(nil)
		return
	case was == nil:
		a.failing.Store(&backupFailure{a.now(), err.Error()})
	default:
		a.failing.Store(&backupFailure{was.since, err.Error()})
	}
	slog.Error("HILO_BACKUP: the backup failed; it is tried again by itself", "err", err)
}
