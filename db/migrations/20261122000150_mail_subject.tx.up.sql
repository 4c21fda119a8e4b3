ALTER TABLE notification_settings ADD COLUMN mail_subject {{.Bool}} NOT NULL DEFAULT FALSE; -- mails about tickets show what they are about
