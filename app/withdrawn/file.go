package withdrawn

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"hilo/db"
)

// File is the name of the file in a folder of backups.
const File = "withdrawn"

// Line is one of its lines.
type Line struct {
	Kind      Kind      `json:"kind"`
	ID        string    `json:"id"`
	CreatedAt time.Time `json:"created_at"` // of the row with that id
	At        time.Time `json:"at"`
}

// errAway: a folder is not there, or cannot be written to.
var errAway = errors.New("a folder of backups cannot be written to")

// Write writes down what was noted for a folder of backups. It makes no file: an empty
// folder is one where no disk is mounted. A line may be written twice.
func Write(ctx context.Context, d *db.DB, dir string) error {
	var noted []struct {
		No int64
		Line
	}
	err := d.Read.NewRaw("SELECT id AS no, kind, row_id AS id, created_at, at FROM withdrawals WHERE dir = ? ORDER BY no", dir).Scan(ctx, &noted)
	if err != nil || len(noted) == 0 {
		return err
	}
	var lines bytes.Buffer
	last := noted[0].At
	for _, n := range noted {
		if err := json.NewEncoder(&lines).Encode(n.Line); err != nil {
			return err
		}
		if n.At.After(last) {
			last = n.At
		}
	}
	if err := add(filepath.Join(dir, File), lines.Bytes()); err != nil {
		return fmt.Errorf("%w: %w", errAway, err)
	}
	// What another process wrote meanwhile is gone already, and its number perhaps a later one's.
	_, err = d.Exec(ctx, "DELETE FROM withdrawals WHERE dir = ? AND id <= ? AND at <= ?", dir, noted[len(noted)-1].No, db.Time(last))
	return err
}

// add ends a file with lines that survive a power cut. What one cut short stays a line of its own.
func add(file string, lines []byte) error {
	f, err := os.OpenFile(file, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	defer f.Close()
	end := make([]byte, 1)
	if at, err := f.Seek(-1, io.SeekEnd); err == nil {
		if _, err := f.ReadAt(end, at); err != nil {
			return err
		}
		if end[0] != '\n' {
			lines = append([]byte{'\n'}, lines...)
		}
	}
	if _, err := f.Write(lines); err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Since reads what was withdrawn from a moment on, and how many lines of the file nobody
// can read any more.
func Since(dir string, at time.Time) (lines []Line, unread int, err error) {
	text, err := os.ReadFile(filepath.Join(dir, File))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, 0, nil
	}
	for row := range bytes.Lines(text) {
		var l Line
		if row = bytes.TrimSpace(row); len(row) == 0 {
			continue
		}
		if json.Unmarshal(row, &l) != nil || kinds[l.Kind].table == "" {
			unread++
		} else if !l.At.Before(at) {
			lines = append(lines, l)
		}
	}
	return lines, unread, err
}

// Person is the id of a person that a line is about.
func (l Line) Person() int64 {
	id, _ := strconv.ParseInt(l.ID, 10, 64) // it found its row
	return id
}
