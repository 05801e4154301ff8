import { PageTitle } from '../shell/page-title.tsx';
import { DeliveriesCard } from './deliveries-card.tsx';
import { KeysCard } from './keys-card.tsx';
import { StepsCard } from './steps-card.tsx';
import { StopsCard } from './stops-card.tsx';
import { WebhooksCard } from './webhooks-card.tsx';

export function SettingsPage() {
  return (
    <>
      <PageTitle title="Settings" />
      <div className="max-w-4xl space-y-4">
        <KeysCard />
        <WebhooksCard />
        <DeliveriesCard />
        <StepsCard />
        <StopsCard />
      </div>
    </>
  );
}
