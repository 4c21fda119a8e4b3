package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"hilo/db"
)

// format is the newest that this program reads; it writes no other.
const format = 1

const manifestFile = "manifest"

// manifest is what belongs to a backup.
type manifest struct {
	Format   int       `json:"format"`
	Program  string    `json:"program"` // that made it
	At       time.Time `json:"at"`
	Database content   `json:"database"`
	Secret   *content  `json:"secret"` // null: the keys are not in it
	Key      string    `json:"key"`    // tells those of the installation from others
	Files    []content `json:"files"`
	Missing  []string  `json:"missing,omitempty"` // files that were not to be had
}

// content is what a file holds.
type content struct {
	SHA256 string `bun:"sha256" json:"sha256"`
	Size   int64  `json:"size"`
}

// write seals m and puts it into the folder of its backup, which is one from then on.
func (m manifest) write(dir string) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	text = append(text, '\n')
	sum := sha256.Sum256(text)
	begun := filepath.Join(dir, manifestFile+".part")
	if err := os.WriteFile(begun, append(text, hex.EncodeToString(sum[:])+"\n"...), 0o600); err != nil {
		return err
	}
	if err := syncPath(begun); err != nil {
		return err
	}
	if err := os.Rename(begun, filepath.Join(dir, manifestFile)); err != nil {
		return err
	}
	return errors.Join(syncPath(dir), syncPath(filepath.Dir(dir)))
}

// readManifest reads the manifest of the backup in dir.
func readManifest(dir string) (m manifest, err error) {
	text, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if errors.Is(err, fs.ErrNotExist) {
		return m, fmt.Errorf("%s has no manifest: it is no backup, or one that was cut short", dir)
	} else if err != nil {
		return m, err
	}
	body, seal, _ := bytes.Cut(text, []byte("\n"))
	sum := sha256.Sum256(append(body[:len(body):len(body)], '\n'))
	if string(bytes.TrimSpace(seal)) != hex.EncodeToString(sum[:]) || json.Unmarshal(body, &m) != nil {
		return m, fmt.Errorf("the manifest of %s is not what was written: restore another backup", dir)
	}
	if m.Format > format {
		return m, fmt.Errorf("%s was made by a newer hilo (%s): restore it with that one", dir, m.Program)
	}
	return m, nil
}

// filesOf are the attachments that a database names, and that had not expired at a moment.
func filesOf(ctx context.Context, database string, at time.Time) (all []content, err error) {
	from, err := db.OpenCopy(database)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	err = from.NewRaw(`SELECT sha256, size FROM uploads
		UNION SELECT sha256, size FROM files WHERE expires_at IS NULL OR expires_at > ? ORDER BY sha256`, db.Time(at)).Scan(ctx, &all)
	return all, err
}
