package backup

import (
	"fmt"
	"strings"
	"time"
)

// String is m as people read it.
func (m Made) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Backup made: %s\n", m.Path)
	fmt.Fprintf(&b, "  database: %s in %.1f s\n", inUnits(m.Database), m.Copying)
	fmt.Fprintf(&b, "  files: %d, of which %d new (%s), in %.1f s\n", m.Files, m.New, inUnits(m.NewBytes), m.Filing)
	if m.Secrets {
		fmt.Fprintln(&b, "  keys: in it; whoever can read them can guess codes, so keep it as you keep them")
	} else {
		fmt.Fprintln(&b, "  keys: not in it (--secrets); without the secret file passkeys, devices and links in mails do not survive a restore")
	}
	for _, sha := range m.Missing {
		fmt.Fprintf(&b, "  missing, or not what it was: file %s\n", sha)
	}
	for _, name := range m.Dropped {
		fmt.Fprintf(&b, "  dropped: %s\n", name)
	}
	for _, name := range m.Unread {
		fmt.Fprintf(&b, "  cannot be read: %s; until it is away, no old file is dropped\n", name)
	}
	return b.String()
}

// progress says about once a second how many of all files are done.
func progress(all int, tell func(string)) (reached func(n int)) {
	told := time.Now()
	return func(n int) {
		if time.Since(told) > time.Second {
			tell(fmt.Sprintf("files: %d of %d", n, all))
			told = time.Now()
		}
	}
}

// inUnits is a number of bytes as people say it.
func inUnits(n int64) string {
	size, unit := float64(n), "B"
	for _, larger := range []string{"kB", "MB", "GB", "TB"} {
		if size < 1000 {
			break
		}
		size, unit = size/1000, larger
	}
	if unit == "B" {
		return fmt.Sprint(n, " B")
	}
	return fmt.Sprintf("%.1f %s", size, unit)
}
