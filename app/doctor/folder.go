package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// Folder looks at the data folder: it is its owner's alone, and so is all that lies in it.
func Folder(dir string) Line {
	dir = Whole(dir)
	at, err := os.Stat(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Skip("%s is not there yet: the first start makes it; if there was one, give the command in the folder of the service", dir)
	case err != nil:
		return ToFix("%v: give the command as the user that serves it", err)
	case !at.IsDir():
		return ToFix("%s is no folder: HILO_DATABASE must name a file in one", dir)
	case at.Mode().Perm()&0o077 != 0:
		return ToFix("%s is open to others (%#o): chmod 700 %s", dir, at.Mode().Perm(), dir)
	}
	owner := OwnerOf(at)
	if me := os.Geteuid(); me != 0 && me != owner {
		return ToFix("%s belongs to %s: give the command as that user", dir, UserName(owner))
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return ToFix("%v: give the command as the user that serves it", err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && OwnerOf(info) != owner {
			return ToFix("%s belongs to %s, but its folder to %s: chown -R %s: %s", filepath.Join(dir, e.Name()), UserName(OwnerOf(info)), UserName(owner), UserName(owner), dir)
		}
	}
	return OK("%s, of %s alone", dir, UserName(owner))
}

// Secret looks at the file of keys of an installation, without making one. begun: there is
// a database already.
func Secret(file string, begun bool) Line {
	file = Whole(file)
	at, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !begun:
		return Skip("%s is not there yet: the first start makes it", file)
	case errors.Is(err, fs.ErrNotExist):
		return ToFix("%s is not there, but the database is: put the file back that it was made with (HILO_SECRET_FILE); if it is lost, hilo serve --new-secret makes another, and passkeys, devices and links in mails are cleared", file)
	case err != nil:
		return ToFix("%v: give the command as the user that serves it", err)
	case at.Mode().Perm()&0o077 != 0:
		return ToFix("%s is open to others (%#o): chmod 600 %s", file, at.Mode().Perm(), file)
	case at.Size() != 32:
		return ToFix("%s has %d bytes, not 32: put the file back that the database was made with", file, at.Size())
	}
	return OK("%s, of %s alone", file, UserName(OwnerOf(at)))
}

// Whole is a path as it can be used from anywhere.
func Whole(path string) string {
	if from, err := filepath.Abs(path); err == nil {
		return from
	}
	return path
}

// OwnerOf is the number of the user that a file belongs to.
func OwnerOf(info fs.FileInfo) int {
	if at, ok := info.Sys().(*syscall.Stat_t); ok {
		return int(at.Uid)
	}
	return os.Geteuid()
}

// UserName is the name of a user, or the number where it has none.
func UserName(id int) string {
	if u, err := user.LookupId(strconv.Itoa(id)); err == nil {
		return u.Username
	}
	return fmt.Sprint(id)
}
