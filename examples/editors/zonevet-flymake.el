;;; zonevet-flymake.el --- zones judged against HEAD while you type  -*- lexical-binding: t -*-
;; SPDX-License-Identifier: BSD-2-Clause
;;; Commentary:
;; Load it from your init file.  M-x flymake-mode is on in zone files then.
;;; Code:
(require 'flymake)
(add-to-list 'auto-mode-alist '("\\.zone\\'" . dns-mode))

(defvar-local zonevet-flymake--process nil)

(defun zonevet-flymake--diagnostics (source)
  "The diagnostics for the buffer SOURCE in the output of zonevet, the current buffer."
  (goto-char (point-min))
  (let (found)
    (while (re-search-forward
            "^.*?:\\([0-9]+\\):\\([0-9]+\\): \\(error\\|warning\\|note\\): \\(.*\\)$" nil t)
      (let ((region (flymake-diag-region source (string-to-number (match-string 1))
                                         (string-to-number (match-string 2)))))
        (push (flymake-make-diagnostic source (car region) (cdr region)
                                       (cdr (assoc (match-string 3) '(("error" . :error)
                                                                      ("warning" . :warning)
                                                                      ("note" . :note))))
                                       (match-string 4))
              found)))
    (nreverse found)))

(defun zonevet-flymake (report &rest _)
  "A backend of Flymake: calls REPORT with what zonevet says of the buffer."
  (when (process-live-p zonevet-flymake--process)
    (kill-process zonevet-flymake--process))
  (let ((source (current-buffer)))
    (setq zonevet-flymake--process
          (make-process
           :name "zonevet" :noquery t :connection-type 'pipe
           :buffer (generate-new-buffer " *zonevet*")
           :command (list "zonevet" "check" "--stdin-filename" (buffer-file-name) "-f" "gcc" "-")
           :sentinel
           (lambda (process _)
             (when (memq (process-status process) '(exit signal))
               (unwind-protect
                   (when (and (buffer-live-p source)
                              (eq process (buffer-local-value 'zonevet-flymake--process source)))
                     (with-current-buffer (process-buffer process)
                       (if (eq (process-exit-status process) 2)
                           (funcall report :panic :explanation (buffer-string))
                         (funcall report (zonevet-flymake--diagnostics source)))))
                 (kill-buffer (process-buffer process)))))))
    (process-send-region zonevet-flymake--process (point-min) (point-max))
    (process-send-eof zonevet-flymake--process)))

(add-hook 'dns-mode-hook
          (lambda ()
            (when buffer-file-name
              (add-hook 'flymake-diagnostic-functions #'zonevet-flymake nil t)
              (flymake-mode 1))))
(provide 'zonevet-flymake)
;;; zonevet-flymake.el ends here
