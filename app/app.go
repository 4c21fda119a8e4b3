// Package app puts the rooms together: New wires them, Run lets them work.
package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"hilo/app/access"
	"hilo/app/assets"
	"hilo/app/desk"
	"hilo/app/files"
	"hilo/app/live"
	"hilo/app/notify"
	"hilo/app/outbox"
	"hilo/app/privacy"
	"hilo/app/push"
	"hilo/app/web"
	"hilo/app/web/core"
	"hilo/app/words"
	"hilo/app/world"
	"hilo/db"
	"hilo/views/mail"
)

// App is everything, ready to run.
type App struct {
	DB       *db.DB
	Desk     *desk.Desk
	Erasures *privacy.Erasures
	Auth     *access.Auth
	Box      *outbox.Box
	Files    *files.Store
	Disk     *files.Disk
	Assets   *assets.Store
	Notify   *notify.Notifier
	Web      *web.Server

	set    settings
	bell   *live.Bell
	secret *access.Secret
	now    func() time.Time

	failing  atomic.Pointer[backupFailure]
	measured net.Listener // where metrics are read; nil: nowhere
}

// ErrNoMail says that nothing would reach anybody.
var ErrNoMail = errors.New("HILO_SMTP is not set: without mail nobody can sign in. Set HILO_SMTP=smtp://user:pass@host:587, or HILO_DEV=1 to try Hilo on this machine")

var errDemo = errors.New("HILO_DATABASE holds the demo world: serve it with HILO_DEV=1 only, or name another database")

// New opens what cfg names and wires the rooms; nothing runs yet. The database
// must be migrated. catalogue may be nil; now is the clock.
func New(ctx context.Context, cfg Config, catalogue *words.Catalogue, now func() time.Time) (*App, error) {
	set, err := cfg.check()
	if err != nil {
		return nil, err
	}
	if catalogue == nil {
		if catalogue, err = words.Open(); err != nil {
			return nil, err
		}
	}
	a := &App{set: set, now: now}
	if a.DB, err = open(ctx, set.Database); err != nil {
		return nil, err
	}
	if err := a.loadKeys(ctx, set.NewSecret); err != nil {
		a.Close()
		return nil, err
	}
	if err := a.wire(catalogue); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

func open(ctx context.Context, database string) (*db.DB, error) {
	d, err := db.Open(ctx, database)
	if err != nil {
		return nil, fmt.Errorf("HILO_DATABASE: %w", err)
	}
	return d, nil
}

func (a *App) wire(catalogue *words.Catalogue) error {
	set, secret := a.set, a.secret
	err := a.openFiles()
	if err != nil {
		return err
	}
	bell := new(live.Bell)
	a.bell = bell
	a.Box = outbox.New(a.DB, a.now)
	a.Box.Spent = notify.Spent
	a.Desk = desk.New(a.DB, bell, a.Box, a.now)
	a.Desk.FirstOwns = true
	a.Desk.IDs, a.Desk.Claim = set.ids, a.Files.Claim
	a.Erasures = privacy.NewErasures(a.DB, a.Desk, a.Box, a.now, holdings)
	a.Auth = access.New(a.DB, bell, a.Box, secret, a.now)
	*a.Auth.Budgets = set.budgets()
	a.Notify, err = notify.New(a.DB, a.Desk, a.Auth, catalogue, a.now, notify.Options{
		URL: set.URL, Name: set.Name, From: set.MailFrom, Locale: set.Locale, Zone: set.zone,
		MailDelay: set.MailDelay, SMTP: set.smtp, Keep: set.Dev, Views: mail.FS, PushDelay: set.PushDelay,
		Push: push.New(secret.Key("vapid"), push.Options{Subject: set.subject(), AllowLoopback: set.PushLoop, Now: a.now}),
	})
	if err != nil {
		return err
	}
	viewsDir := ""
	if set.Dev { // templates from disk where there is a checkout
		if _, err := os.Stat("views/layout"); err == nil {
			viewsDir = "views"
		}
	}
	a.Disk = files.Watch(int64(set.DiskFiles), int64(set.DiskAll), set.filesDir(), filepath.Dir(set.Database))
	a.Disk.Spool(set.spool())
	a.Assets = &assets.Store{DB: a.DB, Now: a.now}
	a.Web, err = web.New(core.Parts{
		Desk: a.Desk, Erasures: a.Erasures, Exports: a.exports(), Auth: a.Auth, Files: a.Files, Words: catalogue, Bell: bell, Notify: a.Notify, Box: a.Box, Now: a.now, Secret: secret,
		Ready: func() error { return a.DB.Read.Ping() },
		Disk:  a.Disk,

		Earlier: a.Assets.Open, BackupFailure: a.BackupFailure, BackupDays: a.BackupDays,
		Options: core.Options{URL: set.URL, Name: set.Name, Locale: set.Locale, Zone: set.zone, Proxies: set.Proxy, Version: Version(), Dev: set.Dev, ViewsDir: viewsDir,
			Bytes: core.ByteLimits{Person: int64(set.DayBytes), Address: int64(set.NobodyDay), Strangers: int64(set.Strangers), Waiting: int64(set.Waiting)}},
	})
	return err
}

// Close closes the database.
func (a *App) Close() error { return a.DB.Close() }

// Serve takes the data folder, migrates, and serves until ctx ends.
func Serve(ctx context.Context, cfg Config) error {
	set, err := cfg.check()
	if err != nil {
		return err
	}
	if set.smtp == nil && !set.Dev {
		return ErrNoMail
	}
	if err := set.unlost(); err != nil {
		return err
	}
	lock, err := db.Lock(set.Database)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := Migrate(ctx, cfg); err != nil {
		return err
	}
	a, err := New(ctx, cfg, nil, time.Now)
	if err != nil {
		return err
	}
	defer a.Close()
	for _, ready := range []func(context.Context) error{a.newKeys, a.beginFiles, a.furnish} {
		if err := ready(ctx); err != nil {
			return err
		}
	}
	ln, err := net.Listen("tcp", set.Addr)
	if err != nil {
		return fmt.Errorf("HILO_ADDR: %w", err)
	}
	if set.Metrics != "" {
		if a.measured, err = net.Listen("tcp", set.Metrics); err != nil {
			return fmt.Errorf("HILO_METRICS: %w", err)
		}
	}
	if err := a.welcome(ctx, ln.Addr().String()); err != nil {
		return err
	}
	return a.Run(ctx, ln)
}

// Upgrade takes the data folder and brings the schema up to date. reindex: the index of search
// is made anew.
func Upgrade(ctx context.Context, cfg Config, reindex bool) error {
	set, err := cfg.check()
	if err != nil {
		return err
	}
	if err := cmp.Or(set.asOwner(), set.unlost()); err != nil {
		return err
	}
	lock, err := db.Lock(cfg.Database)
	if err != nil {
		return err
	}
	defer lock.Close()
	if err := Migrate(ctx, cfg); err != nil || !reindex {
		return err
	}
	d, err := open(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer d.Close()
	return cmp.Or(desk.DropIndex(ctx, d), desk.Reindex(ctx, d))
}

// Migrate brings the schema up to date; the caller holds the data folder.
func Migrate(ctx context.Context, cfg Config) error {
	d, err := open(ctx, cfg.Database)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Migrate(ctx, func(ctx context.Context) error { return desk.Reindex(ctx, d) }); err != nil {
		return fmt.Errorf("HILO_DATABASE: %w", err)
	}
	return nil
}

// furnish makes the demo world in an empty development database, and keeps
// demo data from being served to real people.
func (a *App) furnish(ctx context.Context) error {
	demo, empty, err := world.Look(ctx, a.DB)
	if err != nil {
		return err
	}
	if demo && !a.set.Dev {
		return errDemo
	}
	if !a.set.Dev || !empty {
		return nil
	}
	return world.Make(ctx, a.DB, a.Files, a.secret, a.now())
}

// welcome tells the operator where to go, and keeps the address for later. A set-up link never goes to a log:
// it is shown on a terminal, else written to a file that only the owner reads.
func (a *App) welcome(ctx context.Context, listens string) error {
	fmt.Fprintf(os.Stderr, "Hilo listens on %s, for people at %s\n", listens, a.set.URL)
	if warning := apart(a.set.URL, listens); warning != "" {
		fmt.Fprintln(os.Stderr, warning)
	}
	if err := writeSecret(addressFile(a.set.Database), a.set.URL+"\n"); err != nil {
		return err
	}
	token, needed, err := a.Auth.Staff.SetupToken(ctx)
	if err != nil || !needed {
		return err
	}
	link := a.set.URL + "/staff/" + token
	if terminal(os.Stderr) {
		fmt.Fprintf(os.Stderr, "Nobody staffs the desk yet. Set up the first admin within 30 minutes:\n  %s\n", link)
		return nil
	}
	file, err := filepath.Abs(filepath.Join(filepath.Dir(a.set.Database), "setup-link"))
	if err := errors.Join(err, writeSecret(file, link+"\n")); err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, "Nobody staffs the desk yet. The link to set up the first admin within 30 minutes is in %s\n", file)
	return nil
}

// Run serves on ln and keeps the promises of the outbox until ctx ends. Then
// it stops in order: streams are told to come back, requests finish, jobs are
// let go.
func (a *App) Run(ctx context.Context, ln net.Listener) error {
	if err := a.Box.ReleaseLeases(ctx); err != nil {
		return err
	}
	tellSystemd("READY=1")
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return a.Web.Listen(ln) })
	group.Go(func() error { return a.Box.Run(ctx, a.subscribers()) })
	group.Go(func() error { return a.sweep(ctx) })
	group.Go(func() error { return a.watch(ctx) })
	group.Go(func() error { return a.keepAssets(ctx) })
	group.Go(func() error { return a.keepBackups(ctx) })
	group.Go(func() error { return a.serveMetrics(ctx) })
	group.Go(func() error { a.Notify.GreetMail(ctx); return nil })
	group.Go(func() error {
		<-ctx.Done()
		tellSystemd("STOPPING=1")
		a.Web.Stop()
		if err := a.Web.App().ShutdownWithTimeout(5 * time.Second); err != nil {
			slog.Warn("some requests did not finish", "err", err)
		}
		return nil
	})
	return group.Wait()
}
