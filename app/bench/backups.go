package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/uptrace/bun"

	"hilo/app/backup"
	"hilo/app/bench/rig"
	"hilo/app/desk"
	"hilo/app/files"
)

// What an installation holds after years, and what goes on while it is copied.
const (
	grownTickets = 100_000 // of five messages each
	grownFiles   = 100_000 // one of each ticket
	grownFile    = 50_000  // bytes
	grownAgents  = 40      // each may send 600 replies at once
	grownAsks    = 50      // tickets that they answer
	grownQuiet   = 30 * time.Second
)

// The goals of backups.
const (
	backupSlow  = 2                // times as long as else, a reply may take meanwhile
	secondMost  = 0.2              // of the first, a second backup may take for its files
	restoreMost = 60 * time.Second // from the command to the first page
)

// backups measures what a backup costs those who write meanwhile, and what a second one
// and a restore take. The copies go to a folder in aside, which is another file system.
func backups(ctx context.Context, file, dir, aside string) error {
	to, err := os.MkdirTemp(aside, "hilo-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(to)
	site, err := newSite(file, filepath.Join(dir, "site"), "HILO_MAIL_DELAY=2h")
	if err != nil {
		return err
	}
	defer site.Post.Close()
	if err := grow(ctx, site.Dir); err != nil {
		return err
	}
	proc, err := site.Serve(ctx)
	if err != nil {
		return err
	}
	defer proc.Kill()
	t := new(table)
	c := &crowd{site: site, proc: proc}
	if c.people, err = meet(ctx, site, grownAgents, grownAsks*perPerson); err != nil {
		return err
	}
	usual, err := c.during(ctx, func() error { time.Sleep(grownQuiet); return nil })
	if err != nil {
		return err
	}
	var first, second backup.Made
	copying, err := c.during(ctx, func() (err error) { first, err = back(ctx, site, to); return err })
	if err != nil {
		return err
	}
	if second, err = back(ctx, site, to); err != nil {
		return err
	}
	a, b := quantile(copying.took, 0.99), quantile(usual.took, 0.99)
	t.aim("reply while a backup is made, p99", millis(a), fmt.Sprintf("%d.00x", backupSlow), millis(b)+" else", times(float64(a), float64(b)))
	t.add("replies that went meanwhile", fmt.Sprint(len(copying.took)), "", "")
	for said, n := range copying.failed {
		t.aim("did not go: "+said, fmt.Sprint(n), "0", "", "")
	}
	t.add("first backup, its database", seconds(first.Copying), size(first.Database), "")
	t.add("first backup, its files", seconds(first.Filing), fmt.Sprintf("%d, %s", first.New, size(first.NewBytes)), "")
	t.add("second backup, its database", seconds(second.Copying), size(second.Database), "")
	t.aim("second backup, its files", seconds(second.Filing), fmt.Sprintf("%.2fx", secondMost), seconds(first.Filing)+" the first", times(second.Filing, first.Filing))
	proc.Kill()
	took, err := restored(ctx, file, filepath.Join(dir, "again"), to)
	if err != nil {
		return err
	}
	t.aim("restored, to the first page", seconds(took.Seconds()), seconds(restoreMost.Seconds()), "", times(float64(took), float64(restoreMost)))
	return t.tell(ctx, "make backups")
}

// during has agents answer for as long as act takes.
func (c *crowd) during(ctx context.Context, act func() error) (*pace, error) {
	p, writing := newPace(), new(sync.WaitGroup)
	until, end := context.WithCancel(ctx)
	writing.Go(func() {
		p.keep(until, time.Hour, repliesASec, time.Second, func(_ context.Context, n int) error { return c.write(ctx, n) })
	})
	err := act()
	end()
	writing.Wait()
	return p, err
}

// back makes a backup of a site in dir, as an operator does.
func back(ctx context.Context, site *rig.Site, dir string) (made backup.Made, err error) {
	code, out, said, err := site.Run(ctx, "backup", dir, "--json", "--secrets")
	if err == nil && code != 0 {
		err = fmt.Errorf("backup exited %d: %s", code, said)
	}
	if err != nil {
		return made, err
	}
	return made, json.Unmarshal([]byte(out), &made)
}

// restored lays out the newest backup of from in dir, serves it and returns how long it took.
func restored(ctx context.Context, file, dir, from string) (time.Duration, error) {
	site, err := newSite(file, dir)
	if err != nil {
		return 0, err
	}
	defer site.Post.Close()
	began := time.Now()
	if code, _, said, err := site.Run(ctx, "restore", from); err != nil || code != 0 {
		return 0, fmt.Errorf("restore exited %d: %s: %w", code, said, err)
	}
	proc, err := site.Serve(ctx)
	if err != nil {
		return 0, err
	}
	defer proc.Kill()
	return time.Since(began), nil
}

// grow fills an installation in dir.
func grow(ctx context.Context, dir string) error {
	return inhabited(ctx, dir, func(h *house, _, _ *rig.Browser) error {
		h.rest() // nothing is done beside
		if err := h.DB.Write(ctx, h.fill(grownTickets)); err != nil {
			return err
		}
		if err := desk.Reindex(ctx, h.DB); err != nil {
			return err
		}
		err := h.DB.Write(ctx, func(ctx context.Context, tx bun.Tx) error { return attach(ctx, tx, filepath.Join(dir, "files")) })
		syscall.Sync() // or the disk would still be at it while the measuring begins
		return err
	})
}

// attach gives a file to the first message of each ticket of fill, past the door where files are looked at.
func attach(ctx context.Context, tx bun.Tx, folder string) error {
	var said []desk.Entry
	err := tx.NewSelect().Model(&said).Column("ticket", "seq", "author_id").Where("seq = 1").Limit(grownFiles).Scan(ctx)
	if err != nil {
		return err
	}
	text := make([]byte, grownFile)
	var all []desk.File
	for i, e := range said {
		rand.Read(text)
		sum := sha256.Sum256(text)
		sha := hex.EncodeToString(sum[:])
		at := filepath.Join(folder, sha[:2])
		if err := os.MkdirAll(at, 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(at, sha), text, 0o600); err != nil {
			return err
		}
		all = append(all, desk.File{ID: sha[:32], Ticket: e.Ticket, Seq: e.Seq, PersonID: *e.AuthorID, CreatedAt: time.Now(),
			Meta: files.Meta{Name: "receipt.bin", Type: "application/octet-stream", Size: grownFile, SHA256: sha}})
		if len(all) < 100 && i < len(said)-1 {
			continue
		}
		if _, err := tx.NewInsert().Model(&all).Exec(ctx); err != nil {
			return err
		}
		all = nil
	}
	return nil
}

func seconds(s float64) string { return fmt.Sprintf("%.1f s", s) }
