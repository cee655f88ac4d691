import type { Finding } from '@lesion-forge/openapi';
import { formatAxes, formatContrast, formatHu, formatMl } from '../results/format-finding.ts';

interface Props {
  readonly findings: readonly Finding[];
  readonly current?: number | undefined;
  readonly onSelect: (finding: Finding) => void;
}

/** One button a lesion; pressing it moves every viewport there. */
export function FindingsList({ findings, current, onSelect }: Props) {
  if (findings.length === 0) {
    return (
      <p className="lf-muted" data-cy="lesion-forge-no-findings">
        No lesion found. That is a result, not a failure.
      </p>
    );
  }
  return (
    <ol className="lf-findings" aria-label="Lesions, largest first" data-cy="lesion-forge-findings">
      {findings.map((finding) => (
        <li key={finding.index}>
          <button
            type="button"
            className="lf-finding"
            data-cy={`lesion-forge-finding-${finding.index}`}
            aria-current={finding.index === current}
            title="Show this lesion in all viewports"
            onClick={() => onSelect(finding)}
          >
            <span className="lf-row lf-spread lf-strong">
              <span>Lesion {finding.index}</span>
              <span>{formatMl(finding.volumeMl)}</span>
            </span>
            <Figures finding={finding} />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Figures({ finding }: { finding: Finding }) {
  const rows: readonly (readonly [string, string])[] = [
    ['Long \u00D7 short axis', formatAxes(finding)],
    ['Mean \u00B1 SD', `${formatHu(finding.meanHu)} \u00B1 ${Math.round(finding.sdHu)}`],
    ['To parenchyma', formatContrast(finding.contrastHu)],
    ...(finding.meanProbability === undefined ? [] : [['Mean probability', `${Math.round(finding.meanProbability * 100)} %`] as const]),
  ];
  return (
    <dl className="lf-figures">
      {rows.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
