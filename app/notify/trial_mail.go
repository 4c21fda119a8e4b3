package notify

import (
	"context"

	"hilo/app/access"
	"hilo/app/outbox"
	"hilo/app/words"
)

// trialMail sends an admin a mail that says nothing but that mails arrive, and notes that
// one went.
func (n mailChannel) trialMail(ctx context.Context, job outbox.Job) error {
	var to access.TrialMail
	if err := job.Into(&to); err != nil {
		return outbox.Never(err)
	}
	err := n.toSettings(ctx, job, to.Admin, "mail.trial.subject", trialLines)
	if err != nil {
		return err
	}
	_, err = n.db.Exec(ctx, "INSERT INTO settings (name, value) VALUES ('trial mail', 'went') ON CONFLICT (name) DO NOTHING")
	return err
}

func trialLines(v *words.Localizer) []string {
	return []string{v.T("mail.trial.arrived"), v.T("mail.trial.others")}
}
