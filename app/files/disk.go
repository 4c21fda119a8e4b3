package files

import (
	"log/slog"
	"sync"
	"syscall"
)

// Room is what still fits on the disk.
type Room int

// Enough; too little for files; too little for anything but reading and signing in.
const (
	Enough Room = iota
	NoFiles
	ReadOnly
)

// Disk watches where data are kept. What it says changes back by itself.
type Disk struct {
	mu              sync.Mutex
	dirs            []string // they may lie on different disks
	files, anything int64    // free bytes below which files stop, and all else
	promised        int64    // bytes that are on their way
	spool, spooled  int64    // how many may lie here on their way elsewhere, and do; 0: as many as fit
	room            Room
}

// Watch watches the disks of folders.
func Watch(files, anything int64, dirs ...string) *Disk {
	return &Disk{dirs: dirs, files: files, anything: anything}
}

// Mark sets other marks.
func (d *Disk) Mark(files, anything int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.files, d.anything = files, anything
}

// Spool bounds how many bytes lie here on their way elsewhere.
func (d *Disk) Spool(bytes int64) { d.spool = bytes }

// Room looks at the disk and tells the log when its answer changes.
func (d *Disk) Room() Room {
	d.mu.Lock()
	defer d.mu.Unlock()
	free, before := d.Free(), d.room
	switch d.room = d.roomFor(free); {
	case d.room > before:
		slog.Error("degraded: disk", "status", d.room, "free", free, "files stop below", d.files, "all but reading and signing in below", d.anything)
	case d.room < before:
		slog.Info("the disk has room again", "free", free)
	}
	return d.room
}

// TakesWords tells whether there is room for what somebody writes. Strangers leave the
// last of it to people, as they do of files.
func (d *Disk) TakesWords(stranger bool) bool {
	if d.Room() == ReadOnly {
		return false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return !stranger || d.Free() >= forStrangers(d.anything)
}

func (d *Disk) roomFor(free int64) Room {
	switch {
	case free < d.anything:
		return ReadOnly
	case free < d.files:
		return NoFiles
	}
	return Enough
}

// Free is the least of what the disks have for us; one that does not say has enough.
func (d *Disk) Free() int64 {
	least := int64(1) << 62
	for _, dir := range d.dirs {
		var at syscall.Statfs_t
		if err := syscall.Statfs(dir, &at); err == nil {
			least = min(least, int64(at.Bavail)*int64(at.Bsize))
		}
	}
	return least
}
