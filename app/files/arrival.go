package files

import (
	"io"

	"hilo/app/fault"
)

// step is how much is promised to one who sends, ahead of what has come.
const step = 1 << 20

// forStrangers is a mark of free space as it holds for strangers, who never take the last
// of it from people.
func forStrangers(mark int64) int64 {
	return 2 * min(mark, 1<<61) // as much as any disk has
}

// Arrival is files on their way to the disk. Of many that come at once each is
// counted, but only as they come: a size that somebody says takes nothing.
type Arrival struct {
	disk     *Disk
	stranger bool
	left     int64 // of its step
	came     int64 // steps that it was given, in bytes
}

// Begin promises the first step of files that are said to have so many bytes; ok is
// false where these would not fit, and then nothing is promised. End must be called.
func (d *Disk) Begin(bytes int64, stranger bool) (a *Arrival, ok bool) {
	if d.Room() != Enough {
		return nil, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.fits(max(bytes, step), stranger) {
		return nil, false
	}
	d.promised += step
	d.spooled += step
	return &Arrival{disk: d, stranger: stranger, left: step, came: step}, true
}

// fits tells whether so many bytes more leave free what is to stay free.
func (d *Disk) fits(bytes int64, stranger bool) bool {
	if d.spool > 0 && d.spooled+bytes > d.spool {
		return false
	}
	if d.files < 0 {
		return true
	}
	mark := d.files
	if stranger {
		mark = forStrangers(mark)
	}
	return d.Free()-d.promised-bytes >= mark
}

// End gives back what is promised.
func (a *Arrival) End() {
	a.disk.mu.Lock()
	defer a.disk.mu.Unlock()
	a.disk.promised -= step
	a.disk.spooled -= a.came
}

// Of reads r as far as there is room. Fault Away: no more.
func (a *Arrival) Of(r io.Reader) io.Reader { return arriving{a, r} }

type arriving struct {
	*Arrival
	r io.Reader
}

// Read asks anew after each step: what came by then is on the disk.
func (a arriving) Read(p []byte) (int, error) {
	if a.left <= 0 {
		a.disk.mu.Lock()
		ok := a.disk.fits(0, a.stranger)
		if ok {
			a.disk.spooled, a.came = a.disk.spooled+step, a.came+step
		}
		a.disk.mu.Unlock()
		if !ok {
			return 0, NoRoom()
		}
		a.left = step
	}
	n, err := a.r.Read(p[:min(int64(len(p)), a.left)])
	a.left -= int64(n)
	return n, err
}

// NoRoom refuses files where the disk has too little room for any.
func NoRoom() error { return &fault.Fault{Kind: fault.Away, Field: "files", Key: "files.disk_low"} }
